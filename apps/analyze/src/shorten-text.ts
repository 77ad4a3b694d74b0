/** The first `most` code points of a text, with an ellipsis if there are more. It is as hostile as before. */
export function shortenText(text: string, most: number): string {
  const points = Array.from(text.slice(0, 2 * most + 2));
  return points.length > most ? `${points.slice(0, most).join("")}…` : text;
}
