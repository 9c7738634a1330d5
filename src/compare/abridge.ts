/** The first `maxLength` characters of `text`, with an ellipsis if there are more. */
export function abridge(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength).toWellFormed().trimEnd()}…` : text
}
