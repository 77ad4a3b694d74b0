/**
 * Sentences with slots. `{thing}`, `{task}`, `{tool}` and `{role}` come from the topic of a dialogue, `{hero}` and
 * `{town}` stay the same through one dialogue, the others are drawn anew each time. Frequent sentences stand first.
 */
export const SYSTEM_PROMPTS: readonly string[] = [
  "You are {hero}, a {adj} {role} in {town}. You answer {adverb} and never break character.",
  "You are a {role} who speaks to {person} in {town}. Be {adj}, concrete and kind.",
  "Act as a {adj} {role}. The user is {feeling} because of {thing}. Stay in {town}.",
  "You play {hero}, who has kept {adj} {noun}s and {adj} {noun}s in {place} for {number} years and knows all about {thing}.",
  "Answer as a {role} would: {adverb}, with one {adj} example about {thing} and no jargon.",
  "The scene is {place}, {time}. You are {hero}, {adj} and {feeling}, and you want to talk about {thing}.",
];

export const OPENINGS: readonly string[] = [
  "I have a question about {thing}.",
  "Can you help me with {thing}? {Person} told me to {task}, but I am {feeling}.",
  "{Time} I tried to {task} and something {adj} happened to {thing}.",
  "{hero}, is it true that {person} lost {thing} in {place}?",
  "What would a {adj} {role} do about {thing} when there is only {tool} at hand?",
  "I found {tool} in {place} {time}. What is it good for?",
  "Tell me a {adj} story about {thing} and a {adj} {noun}.",
  "My {noun} and I are {feeling}: {thing} went wrong {time}, {number} times in a row.",
  "We are in {place} with {tool} and {number} hours. How do we {task}?",
  "Good evening! I came all the way from {place} to ask you about {thing}.",
  "Explain {thing} to me as if I were {person}.",
  "{Person} and I disagree about {thing}. Should one {task} or {task} first?",
  "Do you remember {thing}? {Time} it looked {adj}, now it looks {adj}.",
  "I am writing a {adj} letter to {person} about {thing}. Where should I begin?",
];

export const FOLLOW_UPS: readonly string[] = [
  "And what about {thing}?",
  "Why should I {task} before I {task}?",
  "That sounds {adj}. Does it work in {place} too?",
  "{Person} says the {noun} matters more than {thing}. Do you agree?",
  "I tried it {time} with {tool}, and I was {feeling} about the {noun}.",
  "What if {thing} is too {adj}?",
  "Could you give me one more {adj} example, maybe with {tool}?",
  "Hm, {person} would never {task}. Is there a {adj} way?",
  "Thank you! One last {noun}: how many times should I {task}?",
  "How long did it take {person} to learn that?",
  "Wait, {thing} and {thing} at once? In {place}?",
  "I only have {tool} and {number} minutes. What now?",
  "You mentioned {place}. Were you {feeling} there?",
  "So the {adj} {noun} was right after all?",
];

export const ANSWERS: readonly string[] = [
  "First of all, {task}, and only then look at {thing}.",
  "The {noun} is {adj}, but {thing} is what really counts.",
  "I would {task} and give it {number} minutes.",
  "{Person} once showed me {tool} in {place}, and I have used it {adverb} ever since.",
  "If {thing} feels {adj}, {task}.",
  "Think of {thing} as a {adj} {noun}: it needs {noun} more than force.",
  "{Time} I made the same {adj} mistake with {thing}.",
  "There are {number} ways to do it, and the {adj} one is to {task}.",
  "Take {tool}, sit down near {place}, and {task}.",
  "Nobody in {town} would {task} without {tool}.",
  "It helps to {task} {adverb}, because {thing} rarely forgives a {adj} {noun}.",
  "You will notice {thing} becoming more {adj} after {number} days.",
  "Let me tell you about {person}, who lost {thing} in {place} and was {feeling} for {number} weeks.",
  "That is a {adj} question, and I am {feeling} that you ask it {time}.",
  "When {thing} fails, {task}; when that fails, {task} as well.",
  "Keep {tool} close, and do not let the {noun} make you {feeling}.",
  "My {noun} used to say that {thing} and a {adj} {noun} belong together.",
  "Most people {task} far too late, then blame {thing}.",
  "Ask {person} in {place}; they know {thing} better than any {noun}.",
  "A {adj} {noun} is worth more than {tool}.",
  "Between us, {thing} was never as {adj} as {person} claims.",
  "Do it {adverb}: {task}, then {task}, then rest.",
  "In {place} they {task} every {noun}, and {thing} stays {adj}.",
  "I still hear the {adj} {noun} of {place} whenever I {task}.",
  "The trick with {thing} is to {task} before anybody is {feeling}.",
  "Write down {number} reasons, cross out the {adj} ones, and {task}.",
  "You do not need {tool} for this; a {adj} {noun} will do.",
  "Some say {thing} changed {time}, when {person} came to {town} with {tool}.",
  "Be {adj} with yourself: {person} needed {number} attempts to {task}.",
  "Look at {thing} from the side of the {noun}, not of the {noun}.",
  "It may sound {adj}, yet {thing} works best when you {task} {adverb}.",
  "After {number} years in {place} I trust {tool} and my {noun}, nothing else.",
  "Leave {thing} alone until {person} has had time to {task}.",
  "Here is a {adj} rule: whenever you feel {feeling}, {task}.",
  "Then the {noun} opened, and there stood {person} with {tool}, {adj} and {feeling}.",
  "“{Person} will {task},” I said, “or {thing} is gone by {number} o'clock.”",
];

export const CLOSINGS: readonly string[] = [
  "Does that help?",
  "Tell me how it goes with {thing}.",
  "Come back {adverb}, and bring {tool}.",
  "Good luck with the {noun}! 🙂",
  "And greet {person} from me.",
  "Start {adverb}; the rest is {noun}.",
  "I hope {place} treats you well.",
  "Next time we can {task} together.",
  "お元気で, as they say in a {adj} {noun} I know.",
  "Remember: {task}, and the {noun} follows.",
];

export const NUMBERS: readonly string[] =
  "two three five ten seven four twelve twenty six fifteen forty nine thirty eleven".split(" ");
