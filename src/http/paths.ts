/** A byte in each character: a sequence of UTF-8 that means a character beyond ASCII (captured), or a byte that belongs to none. */
const beyondAscii =
  /([\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})|[\x80-\xff]/g

/**
 * The path of a request as Django reads it: percent-encoded bytes are decoded, a `%` that encodes nothing stands for itself, and bytes that
 * are not UTF-8 stay encoded.
 */
export function decodePath(path: string): string {
  const bytes = path.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const text = bytes.replace(beyondAscii, (byte, sequence: string | undefined) => sequence ?? toPercent(byte))
  return Buffer.from(text, 'latin1').toString()
}

/** A decoded path as Django writes it into a header: encoded, but for what RFC 2396 lets stand in a path. */
export function encodePath(path: string): string {
  return encodeURIComponent(path).replace(/%(?:2F|3A|40|26|2B|24|2C)/g, decodeURIComponent)
}

/** The query of a request as Django writes it into a header: as it came, but for bytes that may not stand in a URL. */
export function encodeQuery(query: string): string {
  return query.replace(/[^\w/#%[\]=:;$&()+,!?*@'~.-]/g, toPercent)
}

function toPercent(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
