export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** JSON as Django REST framework writes it: UTF-8 unescaped, but for the two line separators that JavaScript once could not read. */
export function renderJson(value: Json, indent: number): string {
  return JSON.stringify(value, undefined, indent).replace(/[\u2028\u2029]/g, (separator) =>
    separator === '\u2028' ? String.raw`\u2028` : String.raw`\u2029`,
  )
}
