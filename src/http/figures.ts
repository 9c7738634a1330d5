import { type Html, html } from './html.ts'

const numbers = new Intl.NumberFormat('en')
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `12,345` */
export const formatNumber = (number: number): string => numbers.format(number)

/** `1 package`, `1,200 packages` */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`
}

/** `23 Jan 2026`, of a timestamp as the database writes it: year, month and day come first. */
export function formatDate(timestamp: string): string {
  const [year = '', month = '', day = ''] = timestamp.slice(0, 10).split('-')
  return `${Number(day)} ${months[Number(month) - 1] ?? '?'} ${year}`
}

export function dateElement(timestamp: string): Html {
  return html`<time datetime="${timestamp.slice(0, 10)}">${formatDate(timestamp)}</time>`
}
