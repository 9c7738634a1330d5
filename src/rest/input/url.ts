const letters = String.raw`a-z\u00a1-\uffff`
const ipv4 = String.raw`(?:0|25[0-5]|2[0-4]\d|1\d?\d?|[1-9]\d?)(?:\.(?:0|25[0-5]|2[0-4]\d|1\d?\d?|[1-9]\d?)){3}`
const hostLabel = `[${letters}0-9](?:[${letters}0-9-]{0,61}[${letters}0-9])?`
const domain = String.raw`(?:\.(?!-)[${letters}0-9-]{1,63}(?<!-))*`
const topLevel = String.raw`\.(?!-)(?:[${letters}-]{2,63}|xn--[a-z0-9]{1,59})(?<!-)\.?`
const host = `(?:${ipv4}|\\[[0-9a-f:.]+\\]|${hostLabel}${domain}${topLevel}|localhost)`
const pattern = new RegExp(String.raw`^(?:https?|ftps?)://(?:[^\s:@/]+(?::[^\s:@/]*)?@)?${host}(?::\d{1,5})?(?:[/?#]\S*)?$`, 'i')

const maxLength = 2_048
const maxHostLength = 253

/** Whether the reference takes `text` for a web address: a host that the public can have, and one of the four schemes. */
export function isWebAddress(text: string): boolean {
  if (text.length > maxLength || /[\t\r\n]/.test(text) || !pattern.test(text)) return false
  const bracketed = /^[^/]*\/\/[^/?#]*(\[[^\]]*\])/.exec(text)?.[1]
  if (bracketed !== undefined) return URL.canParse(`http://${bracketed}/`)
  const name = /^[^/]*\/\/(?:[^/?#]*@)?([^/?#:]*)/.exec(text)?.[1] ?? ''
  return name.length <= maxHostLength
}
