import { type Html, html } from './html.ts'
import { icon } from './icons.ts'

const icons = { info: 'info', success: 'check', warning: 'warning', error: 'warning' } as const
export type MessageKind = keyof typeof icons

/** A note that stands out: what happened, what went wrong, what to know. */
export function message(kind: MessageKind, text: string | Html): Html {
  return html`<div class="message ${kind}" role="${kind === 'error' ? 'alert' : 'status'}">${icon(icons[kind])}<div>${text}</div></div>`
}
