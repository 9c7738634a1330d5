import type { BannerLevel } from '../http/banners.ts'
import { checkField, selectField, textArea, textField } from '../http/forms.ts'
import { type Html, html } from '../http/html.ts'
import type { Announcement, AnnouncementValues } from './store.ts'

export const levels = [
  { value: 'notice', label: 'Notice' },
  { value: 'success', label: 'Good news' },
  { value: 'warning', label: 'Warning' },
  { value: 'critical', label: 'Critical' },
] as const satisfies { value: BannerLevel; label: string }[]

export const announcementLabels = { title: 'Title', text: 'Text', level: 'Level', starts_at: 'From', ends_at: 'Until' }

/** As the fields of the form hold it. */
export type TypedAnnouncement = Readonly<Record<keyof typeof announcementLabels | 'is_banner', string>>
export type Problems = Partial<Record<keyof typeof announcementLabels, string[]>>

const maxTextLength = 5_000

export function readAnnouncement(form: URLSearchParams): TypedAnnouncement {
  const typed = (name: string) => (form.get(name) ?? '').replaceAll('\r\n', '\n').replaceAll('\0', '').trim().toWellFormed()
  return {
    title: typed('title'),
    text: typed('text'),
    level: typed('level'),
    starts_at: typed('starts_at'),
    ends_at: typed('ends_at'),
    is_banner: form.has('is_banner') ? '1' : '',
  }
}

/** What is typed as values, or what is wrong with it. Without a beginning it begins now. */
export function parseAnnouncement(typed: TypedAnnouncement, now: Date): { values: AnnouncementValues } | { problems: Problems } {
  const { title, text } = typed
  const level = levels.find(({ value }) => value === typed.level)?.value
  const startsAt = typed.starts_at === '' ? now : parseTime(typed.starts_at)
  const endsAt = typed.ends_at === '' ? null : parseTime(typed.ends_at)
  const isReversed = startsAt && endsAt && endsAt <= startsAt
  const problems: Problems = {
    ...((title === '' || title.length > 100) && { title: ['Say in 1 to 100 characters what there is to say.'] }),
    ...(text.length > maxTextLength && { text: [`The text may have ${maxTextLength} characters.`] }),
    ...(!level && { level: ['Choose one of the levels.'] }),
    ...(!startsAt && { starts_at: [unreadable] }),
    ...(endsAt === undefined && { ends_at: [unreadable] }),
    ...(isReversed && { ends_at: ['The end must come after the beginning.'] }),
  }
  if (!level || !startsAt || endsAt === undefined || Object.keys(problems).length > 0) return { problems }
  return {
    values: {
      title,
      text,
      level,
      isBanner: typed.is_banner !== '',
      startsAt: startsAt.toISOString(),
      endsAt: endsAt?.toISOString() ?? null,
    },
  }
}

const unreadable = 'Write the day and the time, as 2026-02-09T14:30.'

/** `2026-02-09T14:30`, in UTC. */
function parseTime(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return undefined
  const time = new Date(`${text}Z`)
  // The 30th of February would become the 1st or 2nd of March.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 16)) ? time : undefined
}

export function toTyped({ title, text, level, isBanner, startsAt, endsAt }: Announcement): TypedAnnouncement {
  const toField = (time: string | null) => (time === null ? '' : time.slice(0, 16))
  return { title, text, level, starts_at: toField(startsAt), ends_at: toField(endsAt), is_banner: isBanner ? '1' : '' }
}

export function announcementFields(typed: TypedAnnouncement, problems: Problems): Html {
  const field = (name: keyof typeof announcementLabels) => ({
    name,
    label: announcementLabels[name],
    value: typed[name],
    errors: problems[name],
  })
  return html`${textField({ ...field('title'), isRequired: true, maxLength: 100, hint: 'One sentence: it is what the banner shows.' })}
${textArea({ ...field('text'), maxLength: maxTextLength, hint: 'Plain text; an empty line begins a paragraph, addresses become links.' })}
${selectField({ ...field('level'), isRequired: true, choices: levels })}
${textField({ ...field('starts_at'), type: 'datetime-local', hint: 'In UTC. Left empty, it begins at once.' })}
${textField({ ...field('ends_at'), type: 'datetime-local', hint: 'In UTC. Left empty, it stays until somebody ends it.' })}
${checkField({ name: 'is_banner', label: 'A banner on every page while it is due', isChecked: typed.is_banner !== '', hint: 'Otherwise it only stands in the list of announcements.' })}`
}
