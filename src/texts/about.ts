import { type Html, html } from '../http/html.ts'
import type { Site } from '../http/site.ts'
import { statusLegend } from '../packages/list-pages.ts'

export function aboutText({ title, framework }: Site): Html {
  return html`<h1>About ${title}</h1>
<p class="lede">A directory of reusable packages for ${framework}: find what exists, see whether it is alive, compare it, choose.</p>
<h2 id="what">What is in it</h2>
<p>A <strong>package</strong> is something with a repository that others can build on. Each has one <strong>category</strong> – an app to install, a framework, a whole project, something else – and may stand in
any number of <strong>grids</strong>. A grid holds the packages for one purpose and shows them side by side: first what can be measured, then the features that the community compares.</p>
<h2 id="facts">Where the facts come from</h2>
<p>Stars, forks, participants, commits and the archived state come from the host of the repository; releases, licences, Python versions and downloads from the package index. They are fetched again
about once a day, and every page says when. Titles, categories, grids, features and cells are kept by people who are logged in; every change is recorded with its author and can be undone.</p>
<h2 id="status">What the status means</h2>
${statusLegend()}
<p>The status is worked out from dates and from what people said, never from popularity. A package that needs nothing more is finished, not dead.</p>
<h2 id="stack">What it runs on</h2>
<p>${title} runs on Packgrid, which is free software under the MIT licence: TypeScript on Node, PostgreSQL, no tracking, and nothing loaded from other sites. Any community can run its own.</p>`
}

export function helpText({ framework }: Site): Html {
  return html`<h1>Help</h1>
<p class="lede">How to find, compare and improve.</p>
<h2 id="find">Find</h2>
<p>The search at the top of every page looks through packages and grids. The <a href="/packages/">list of packages</a> can be filtered by category, status, repository host and Python 3, and sorted; the address
holds all of it, so that it can be kept and shared. Lists leave out at first what is unmaintained, gone, archived or deprecated and say how many that are: one link shows them.</p>
<h2 id="compare">Compare</h2>
<p>Every <a href="/grids/">grid</a> is a comparison. For a comparison of your own tick packages in any list and press <em>Compare</em>, or write their names into the address: <code>/compare/first,second,third/</code>.</p>
<h2 id="improve">Improve</h2>
<p>Log in to <a href="/packages/add/">add a package</a>: the address of its repository is enough to begin with. You can edit what people keep – category, links, grids, cells – and see beforehand what will change.
What is fetched cannot be edited: correct it at its source and refresh the package. If something is wrong with a package as such, flag it and say why; a moderator looks at it.</p>
<h2 id="keys">Keys</h2>
<dl class="facts">
<dt><kbd>/</kbd></dt><dd>go to the search</dd>
<dt><kbd>↓</kbd> <kbd>↑</kbd> <kbd>Enter</kbd></dt><dd>choose among suggestions</dd>
<dt><kbd>Esc</kbd></dt><dd>close what has opened</dd>
<dt><kbd>?</kbd></dt><dd>list the keys</dd>
</dl>
<p>All of it also works without these keys, and without JavaScript.</p>
<h2 id="programs">Use it from a program</h2>
<p>Everything about ${framework} packages that you can read here, a program can read too: see the <a href="/api/docs/">API documentation</a> and the <a href="/syndication/">feeds</a>.</p>`
}

export function faqText({ title, framework }: Site): Html {
  return html`<h1>Questions</h1>
<h2 id="belongs">Which packages belong here?</h2>
<p>Whatever is made for ${framework}, can be reused by others and has a public repository. It need not be popular, and it need not be yours.</p>
<h2 id="wrong">Something about my package is wrong. What can I do?</h2>
<p>If it was fetched – stars, releases, licence – put it right in the repository or on the package index and press <em>Refresh</em> on its page. If people wrote it, edit it. If you cannot, <em>flag</em> the package and say what is wrong.</p>
<h2 id="dead">Why is my package called unmaintained?</h2>
<p>Because its last commit and its last release are more than four years old. A package that is stable by its own classifiers and still much downloaded is called finished instead. One new release, and the status changes with the next refresh.</p>
<h2 id="python">Why does it say nothing about Python 3?</h2>
<p>Because the index does not say: the release has no classifier and no <code>requires-python</code>. Unknown is shown as unknown, never as “no”.</p>
<h2 id="score">What is the score?</h2>
<p>Stars, less what inactivity and doubts about Python 3 take away. The page of each package explains its own, rule by rule.</p>
<h2 id="gone">What happens when a repository moves or disappears?</h2>
<p>A repository that was renamed or transferred is followed, because hosts give it an identity that lasts. One that cannot be reached is marked so only after a week of failures, and comes back by itself.</p>
<h2 id="remove">How can a package be removed?</h2>
<p>Flag it and say why. Moderators can delete a package; its page then says that it was removed and when, and it can be brought back.</p>
<h2 id="own">Can I run ${title} for another framework?</h2>
<p>Yes. It is <a href="/about/#stack">free software</a>; the name of the site and of the framework are settings.</p>`
}
