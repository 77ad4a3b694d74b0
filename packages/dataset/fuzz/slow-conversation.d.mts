/** A conversation with its JSON read; a message is its role and its content. */
export interface PlainConversation {
  readonly fits: boolean;
  readonly system: string | null;
  readonly conversations:
    | readonly (readonly [role: string | null, content: string | null])[]
    | null;
  readonly turns: number | null;
  readonly characters: number | null;
}

export const NOTHING: PlainConversation;

export function slowConversation(line: Buffer): PlainConversation | undefined;
