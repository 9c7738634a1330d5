import emojis from 'unicode-emoji-json/data-by-emoji.json' with { type: 'json' }

/**
 * By the short name of Unicode CLDR, its words joined by `_`: `party_popper`, `family_man_woman_boy`, `Germany`. Names that only other
 * sites have given (`tada`) are not known.
 */
const emojiByName = new Map(
  Object.entries(emojis).map(([emoji, { name }]) => [name.replace(/^flag (?!in hole)/, '').replace(/,? /g, '_'), emoji]),
)

/** `text` with the emoji that its `:short_names:` stand for. */
export function replaceShortNames(text: string): string {
  return text.replace(/:([^\s:]+):/g, (written, name: string) => emojiByName.get(name) ?? written)
}
