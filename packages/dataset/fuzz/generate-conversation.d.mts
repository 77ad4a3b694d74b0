import type { Random } from "./random.mjs";

export function generateConversation(random: Random): Buffer;
