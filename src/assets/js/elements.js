/**
 * An element with attributes and contents; text stays text.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} contents
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes, ...contents) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...contents)
  return made
}

/** @param {string} name */
export function readSetting(name) {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/**
 * Keeps a setting on this device; null forgets it.
 * @param {string} name
 * @param {string | null} value
 */
export function writeSetting(name, value) {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // It then holds for this page only.
  }
}

/**
 * `run` after `delayMs` without another call, unless it is cancelled before.
 * @param {number} delayMs
 * @param {() => void} run
 */
export function delayed(delayMs, run) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const cancel = () => clearTimeout(timer)
  return Object.assign(
    () => {
      cancel()
      timer = setTimeout(run, delayMs)
    },
    { cancel },
  )
}
