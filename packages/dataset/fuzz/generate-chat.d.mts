import type { Random } from "./random.mjs";

export function generateChatText(random: Random): string;
