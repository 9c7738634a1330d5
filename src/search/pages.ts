import { type Html, html } from '../http/html.ts'
import { toPagePath } from './hits.ts'
import type { Suggestion } from './suggestion-index.ts'

export interface SuggestionList {
  typed: string
  suggestions: readonly Suggestion[]
  /** Number of the next page, if there is one. */
  nextPage: number | undefined
  /** Id of the element that shows the list. */
  dropdownId: string
}

/** A part of a page: suggestions as links, and a link to more. */
export function suggestionList({ typed, suggestions, nextPage, dropdownId }: SuggestionList): Html {
  const more = new URLSearchParams({
    q: typed,
    page: String(nextPage),
    load_more: '1',
    ...(dropdownId && { dropdown_id: dropdownId }),
  })
  return html`${suggestions.map(suggestionItem)}${
    nextPage !== undefined && html`<li class="more"><a href="/search/suggestions/?${more.toString()}">More</a></li>`
  }`
}

function suggestionItem({ itemType, title, slug, status }: Suggestion): Html {
  return html`<li><a href="${toPagePath(itemType, slug)}">${title}</a> <small>${
    status === 'active' ? itemType : `${itemType}, ${status}`
  }</small></li>`
}

/** The list as it first appears. */
export function suggestionDropdown(list: SuggestionList): Html {
  return list.suggestions.length === 0
    ? html`<p class="empty">Nothing begins so.</p>`
    : html`<ul class="suggestions" ${list.dropdownId && html`id="${list.dropdownId}-list"`}>${suggestionList(list)}</ul>`
}
