import { type Html, html } from '../http/html.ts'
import type { Site } from '../http/site.ts'
import { packagePath } from '../packages/package-rows.ts'

export function termsText({ title }: Site): Html {
  return html`<h1>Terms</h1>
<p class="lede">Short, because there is little to agree on.</p>
<h2 id="content">What you write</h2>
<p>What you add to ${title} – titles, descriptions, features, cells, links – anybody may read, copy and reuse, here and through the API. Write only what you may give away, and write it yourself.</p>
<h2 id="use">Acceptable use</h2>
<ul>
<li>Describe packages fairly, your own and others’. A cell says what is so, not what one wishes.</li>
<li>No advertising, no insults, nothing unlawful; no links that do not belong to the package.</li>
<li>Programs are welcome. They say who they are in their <code>User-Agent</code>, keep what they got and ask with <code>If-None-Match</code>, and respect the limits that each answer names.</li>
</ul>
<p>Moderators may undo changes and close accounts that do not keep to this. Whatever they do is recorded too.</p>
<h2 id="data">What we keep about you</h2>
<p>Reading needs no account, sets no cookie and is not tracked. An account holds a name, what you gave at sign-up, your sessions and your edits; edits stay public with your name, because the history of the directory is part of it.</p>
<h2 id="warranty">No warranty</h2>
<p>Facts may be late or wrong, and a package listed here is not thereby good or safe. Look at it before you depend on it.</p>`
}

export function syndicationText({ title, framework, origin }: Site): Html {
  const badge = `${origin()}${packagePath('django-mfa')}badge.svg`
  return html`<h1>Feeds and badges</h1>
<p class="lede">Follow what is new without an account, and show the state of your package in its README.</p>
<h2 id="feeds">Feeds</h2>
<p>Each exists as Atom and as RSS.</p>
<div class="table-scroll" tabindex="0" role="region" aria-label="Feeds"><table>
<thead><tr><th scope="col">New</th><th scope="col">Atom</th><th scope="col">RSS</th></tr></thead>
<tbody>
<tr><td>${framework} packages</td><td><a href="/feeds/packages/latest/atom/">/feeds/packages/latest/atom/</a></td><td><a href="/feeds/packages/latest/rss/">/feeds/packages/latest/rss/</a></td></tr>
<tr><td>packages of a category</td><td>/categories/…/atom/</td><td>/categories/…/rss/</td></tr>
<tr><td>packages in a grid</td><td>/grids/g/…/atom/</td><td>/grids/g/…/rss/</td></tr>
<tr><td>releases of a package</td><td>/packages/p/…/atom/</td><td>/packages/p/…/rss/</td></tr>
</tbody></table></div>
<h2 id="badges">Badges</h2>
<p>Put the last part of your package’s address in place of <code>django-mfa</code>. <code>?show=release</code> and <code>?show=stars</code> show something else than the status; what is unknown says so.</p>
<pre tabindex="0"><code>[![${title}](${badge})](${origin()}${packagePath('django-mfa')})</code></pre>
<h2 id="api">Everything else</h2>
<p>is in the <a href="/api/docs/">API</a>.</p>`
}
