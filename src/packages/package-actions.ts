import { formatNumber } from '../http/figures.ts'
import { csrfField } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { icon, type IconName } from '../http/icons.ts'
import type { Viewer } from '../http/site.ts'
import type { PackagePage } from './package-page.ts'
import { packagePath } from './package-rows.ts'

/** What one can do about a package; whoever is not logged in is led there first. */
export function packageActions({ facts, viewer, opinion, mayEdit, mayDelete }: PackagePage): Html {
  const { slug, id, users, likes } = facts
  const login = `/login/?next=${encodeURIComponent(packagePath(slug))}`
  const toggles =
    viewer && opinion
      ? html`${toggle(viewer, {
          action: `/packages/usage/${slug}/${opinion.uses ? 'remove' : 'add'}/`,
          label: 'I use this',
          icon: 'users',
          isOn: opinion.uses,
          count: users,
          next: packagePath(slug),
        })}${toggle(viewer, {
          action: `/favorites/${opinion.likes ? 'remove' : 'add'}/${id}/`,
          label: 'Favourite',
          icon: 'heart',
          isOn: opinion.likes,
          count: likes,
          next: packagePath(slug),
        })}`
      : html`<a class="button" href="${login}">${icon('users')}I use this ${count(users)}</a><a class="button" href="${login}">${icon('heart')}Favourite ${count(likes)}</a>`
  return html`<div class="actions">${toggles}
<details class="menu"><summary class="button">${icon('pencil')}Contribute${icon('chevron')}</summary><ul>
<li><a href="/packages/${slug}/edit/">${icon('pencil')}${viewer && !mayEdit ? 'See the fields' : 'Edit'}</a></li>
${mayEdit && html`<li><a href="/packages/${slug}/deprecation/">${icon('archive')}${facts.status === 'deprecated' ? 'Deprecation' : 'Mark as deprecated'}</a></li>`}
<li><a href="/packages/${slug}/example/add/">${icon('plus')}Tell of a site using it</a></li>
<li><a href="/packages/${slug}/flag/">${icon('flag')}${opinion?.hasFlagged ? 'Your flag' : 'Flag a problem'}</a></li>
<li><a href="/packages/${slug}/revisions/">${icon('history')}Revisions</a></li>
${mayDelete && html`<li><a href="/packages/${slug}/delete/">${icon('cross')}Delete</a></li>`}
</ul></details></div>`
}

function toggle(
  { csrfToken }: Viewer,
  button: { action: string; label: string; icon: IconName; isOn: boolean; count: number; next: string },
): Html {
  return html`<form class="inline-form" method="post" action="${button.action}">${csrfField(csrfToken)}<input type="hidden" name="next" value="${button.next}"><button aria-pressed="${String(button.isOn)}">${icon(button.icon)}${button.label} ${count(button.count)}</button></form>`
}

function count(number: number): HtmlValue {
  return number > 0 && html`<span class="faint number">${formatNumber(number)}</span>`
}
