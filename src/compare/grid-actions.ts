import { may } from '../accounts/permissions.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import type { Viewer } from '../http/site.ts'
import type { GridHead } from './grids.ts'
import type { ComparisonParameters } from './parameters.ts'
import type { TableActions } from './table-view.ts'

/** What a grid offers in its cells and heads to whoever may change it. */
export function toActions({ slug, isLocked }: GridHead, { actor }: Viewer, { list }: ComparisonParameters): TableActions {
  const shown = list.href()
  const next = shown === `/grids/g/${slug}/` ? '' : `?next=${encodeURIComponent(shown)}`
  const mayFill = may(actor, 'edit', { kind: 'element', isLocked })
  const mayName = may(actor, 'edit', { kind: 'feature', isLocked })
  const mayTakeOut = may(actor, 'edit', { kind: 'grid', isLocked })
  return {
    ofCell: ({ featureId, label }, pkg) =>
      mayFill &&
      featureId !== undefined &&
      action(`/grids/element/${slug}/${pkg.id}/${featureId}/${next}`, 'pencil', `Edit ${label} of ${pkg.title}`),
    ofRow: ({ featureId, label }) =>
      mayName && featureId !== undefined && action(`/grids/feature/${featureId}/`, 'pencil', `Edit the feature ${label}`),
    ofPackage: ({ id, title }) =>
      mayTakeOut && action(`/grids/package/${slug}/${id}/delete/`, 'cross', `Take ${title} out of the grid`),
  }
}

function action(href: string, sign: 'pencil' | 'cross', label: string): Html {
  return html` <a class="cell-action no-print" href="${href}" title="${label}">${icon(sign)}<span class="visually-hidden">${label}</span></a>`
}

/** Below the table: how to add to it. */
export function contribution({ slug, isLocked }: GridHead, viewer: Viewer | undefined): HtmlValue {
  if (!viewer) {
    return html`<div class="wrap section no-print"><p class="soft">Do you know more about these packages? <a href="/login/?next=${encodeURIComponent(`/grids/g/${slug}/`)}">Log in</a> and fill in what is missing.</p></div>`
  }
  const mayAddPackage = may(viewer.actor, 'edit', { kind: 'grid', isLocked })
  const mayAddFeature = may(viewer.actor, 'add', { kind: 'feature', isLocked })
  if (!mayAddPackage && !mayAddFeature) return undefined
  return html`<section class="wrap section no-print" aria-labelledby="add"><h2 id="add">Add to this grid</h2><div class="columns two">
${
  mayAddPackage &&
  html`<div><form action="/grids/${slug}/package/add/" data-part="/grids/ajax_package_search/?grid=${slug}"><div class="field"><label for="add-package">A package</label><div class="input-row"><input type="search" id="add-package" name="q" maxlength="200" required placeholder="Name or repository" autocomplete="off"><button>${icon('search')}Find</button></div></div></form><div class="part" aria-live="polite"></div></div>`
}
${
  mayAddFeature &&
  html`<form method="post" action="/grids/feature/add/${slug}/"><input type="hidden" name="csrf" value="${viewer.csrfToken}"><div class="field"><label for="add-feature">A feature <span class="optional">(a row)</span></label><div class="input-row"><input id="add-feature" name="title" maxlength="100" required placeholder="What some can and others cannot" autocomplete="off"><button>${icon('plus')}Add</button></div></div></form>`
}
</div></section>`
}
