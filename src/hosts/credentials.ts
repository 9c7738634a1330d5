/** The tokens for one host, in the order of their use; one that the host rejects is not used again. */
export interface Credentials {
  /** The header to send; undefined when there is no token (left). */
  readonly header: Readonly<Record<string, string>> | undefined
  /** Retires the token of `header`, unless that has happened. */
  reject(header: Readonly<Record<string, string>>): void
  readonly rejected: number
}

/**
 * @param toHeader how the host wants a token: `{ authorization: 'Bearer …' }`, `{ 'private-token': … }`
 * @param onRejected hears that a token was retired; it is told which by its place, never by its text.
 * @throws Error for a token that no header can carry; it names the place only.
 */
export function createCredentials(
  tokens: readonly string[],
  toHeader: (token: string) => Record<string, string>,
  onRejected: (place: number) => void = () => undefined,
): Credentials {
  // Else a header would be refused when it is sent, with its text in the message.
  const odd = tokens.findIndex((token) => !/^[\x21-\x7e]+$/.test(token))
  if (odd >= 0) throw new Error(`Token ${odd + 1} holds spaces or characters that no token has`)
  const headers = tokens.map(toHeader)
  const retired = new Set<Readonly<Record<string, string>>>()
  return {
    get header() {
      return headers.find((header) => !retired.has(header))
    },
    get rejected() {
      return retired.size
    },
    reject(header) {
      const place = headers.findIndex((known) => known === header)
      if (place < 0 || retired.has(header)) return
      retired.add(header)
      onRejected(place)
    },
  }
}
