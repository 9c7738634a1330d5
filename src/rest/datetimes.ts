/**
 * A `timestamptz` as PostgreSQL writes it (ISO style, any session time zone) in the form that Django REST framework gives it:
 * `2016-09-10 08:24:35.75-04` → `2016-09-10T08:24:35.750000-04:00`; six fraction digits or none, `Z` for UTC.
 */
export function toIsoDatetime(text: string): string {
  const match = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?([+-]\d\d)(?::(\d\d(?::\d\d)?))?$/.exec(text)
  if (!match) return text
  const [, date, time, fraction, hours, minutes = '00'] = match
  const offset = hours === '+00' && minutes === '00' ? 'Z' : `${hours}:${minutes}`
  return `${date}T${time}${fraction ? `.${fraction.padEnd(6, '0')}` : ''}${offset}`
}
