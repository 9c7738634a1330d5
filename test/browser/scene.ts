import type { Role } from '../../src/accounts/actor.ts'
import type { Browser } from '../support/browser.ts'
import { saveFeatures } from '../support/features.ts'
import { createVisitor } from '../support/people.ts'
import type { TestServer } from '../support/server.ts'
import { type BrowserTest, startBrowserTest, type WatchedPage } from './support.ts'

const roles = { rita: 'reader', ed: 'editor', mo: 'moderator', ada: 'admin' } as const satisfies Record<string, Role>
export type Person = keyof typeof roles

/** A page by its address, and what is needed to see it. */
export interface ShownPage {
  path: string
  /** Who looks; a stranger unless told. */
  as?: Person
  /** Sent by POST, for pages that answer a form. */
  form?: Record<string, string>
  /** 200 unless told. */
  status?: number
}

interface Scene {
  people: Record<Person, Browser>
  pages: readonly ShownPage[]
}

/** A server whose catalogue people have worked in, with one page at least of every kind. */
export async function startScene(): Promise<BrowserTest & Scene> {
  const test = await startBrowserTest({
    publicUrl: null,
    environment: { GITHUB_CLIENT_ID: 'client', GITHUB_CLIENT_SECRET: 'client-secret' },
  })
  return { ...test, ...(await setScene(test.server)) }
}

/** Goes to a page as whoever looks at it. @throws when it answers with another status than it should */
export async function show({ page, lookAs }: WatchedPage, shown: ShownPage, people: Scene['people']): Promise<void> {
  const { path, as, form, status = 200 } = shown
  await lookAs(as && people[as])
  if (form) {
    await page.route(
      (url) => url.pathname + url.search === path,
      (route) =>
        route.continue({
          method: 'POST',
          headers: { ...route.request().headers(), 'content-type': 'application/x-www-form-urlencoded' },
          postData: new URLSearchParams(form).toString(),
        }),
      { times: 1 },
    )
  }
  const answer = await page.goto(path)
  if (answer?.status() !== status) throw new Error(`${path} answers ${answer?.status()} to ${as ?? 'a stranger'}`)
}

/** A page in words, for messages. */
export function describePage({ path, as, form, status }: ShownPage): string {
  return [path, as && `as ${as}`, form && `to ${Object.keys(form).join(', ')}`, status].filter(Boolean).join(' ')
}

const announcements = '/moderation/announcements/'
const grid = '/grids/g/security/?status=all&unknown=all'

/** What strangers see of the sample catalogue. */
const publicPaths = [
  '/',
  '/packages/',
  '/packages/?status=all&sort=title&page=3',
  '/packages/?q=auth&sort=no-such&page=x',
  '/packages/?q=no-such-thing',
  '/packages/latest/',
  '/packages/liked/',
  '/packages/p/django-mfa/',
  '/packages/p/django-mfa/rules/',
  '/packages/django-mfa/versions/',
  '/packages/django-mfa/revisions/',
  '/packages/p/never-fetched/',
  '/revisions/',
  '/revisions/?account=ed',
  '/profiles/ed/',
  '/profiles/ed/?show=used',
  '/categories/',
  '/categories/apps/',
  '/grids/',
  '/grids/g/security/packages/',
  grid,
  `${grid}&transpose=1&rows=stars,status`,
  '/grids/g/security/?status=all&only=differences&sort=-stars',
  '/grids/g/security/?q=no-such-thing',
  '/compare/',
  '/compare/?packages=django-mfa',
  '/compare/django-mfa,django-axes,no-such-package/',
  '/search/',
  '/search/?q=auth&maintained=true',
  '/search/?q=no-such-thing+category:none',
  '/search/?q=two+factro',
  '/changelog/',
  '/open/',
  '/readiness/',
  '/about/',
  '/help/',
  '/faq/',
  '/terms/',
  '/syndication/',
  '/health/',
  '/status/refresh',
  '/login/?next=/grids/add/',
  '/signup/',
  '/api/docs/',
  '/api/v4/',
  '/api/v4/packages/?limit=2&offset=2',
  '/api/v4/packages/3402/',
]

/** Lets people be at work in the sample catalogue, so that every kind of page has something to show; the pages. */
async function setScene(server: TestServer): Promise<Scene> {
  const { db } = server.database
  const [rita, ed, mo, ada] = [
    await createVisitor(server, 'rita', roles.rita),
    await createVisitor(server, 'ed', roles.ed),
    await createVisitor(server, 'mo', roles.mo),
    await createVisitor(server, 'ada', roles.ada),
  ]
  const { body } = await server.get('/grids/g/security/export.json?status=all')
  const members: { packages: { slug: string }[] } = JSON.parse(body)
  const texts = ['yes', '- partial', '?', 'No, but there is a long explanation of why not', '+++', 'none', '']
  const [featureId = 0] = await saveFeatures(
    db,
    'security',
    ['Rate limits', 'Second factor', 'Audit trail of every log-in'].map((title, row) => ({
      title,
      description: 'What it means.',
      cells: Object.fromEntries(
        members.packages.map(({ slug }, index) => [slug, texts[(index + row) % texts.length] ?? '']).filter(([, text]) => text),
      ),
    })),
  )
  for (const name of ['never-fetched', 'unwanted']) {
    await ed.submit('/packages/add/', {
      step: 'save',
      repo_url: `https://github.com/ed/${name}`,
      title: name,
      slug: name,
      category: 'apps',
    })
  }
  await mo.submit('/packages/unwanted/delete/', {})
  const form = await readForm(ed, '/packages/django-mfa/edit/')
  const edited = { ...form, documentation_url: 'https://docs.example/mfa/', title: 'django-mfa' }
  await ed.submit('/packages/django-mfa/edit/', { ...edited, step: 'save' })
  await rita.submit('/packages/django-mfa/flag/', { reason: 'Its repository has moved, and the new one is not maintained.' })
  await rita.submit('/packages/django-axes/flag/', { reason: 'x'.repeat(400) })
  for (const title of ['A shop with a rather long name', 'Waiting'])
    await rita.submit('/packages/django-mfa/example/add/', { title, url: 'https://site.example/a-rather-long-path/' })
  const examples = await db.selectFrom('example').select('id').orderBy('id').execute()
  const [shop, waiting] = examples.map(({ id }) => id)
  await mo.submit(`/moderation/examples/${shop}/approve/`, {})
  const { id } = await db.selectFrom('package').select('id').where('slug', '=', 'django-mfa').executeTakeFirstOrThrow()
  await ed.submit('/packages/usage/django-mfa/add/', {})
  await ed.submit(`/favorites/add/${id}/`, {})
  await ed.submit('/account/favourites/', { share: '1' })
  await ed.submit('/account/tokens/', { 'token-name': 'Deploys of our own catalogue', scope: 'edit', days: '' })
  for (const level of ['notice', 'success', 'warning', 'critical']) {
    const text = 'We move to https://another-host.example/ and back.\n\nNobody needs to do anything.'
    await mo.submit(`${announcements}add/`, { title: `There is ${level} for everybody`, text, level, is_banner: '1' })
  }
  const announcement = await db.selectFrom('announcement').select(['id', 'slug']).orderBy('id').executeTakeFirstOrThrow()
  const { body: products } = await server.get('/readiness/')
  const [readiness = ''] = /\/readiness\/\w+\/[^"/]+\//.exec(products) ?? []
  const element = `/grids/element/security/${await firstMember(server, featureId)}/${featureId}/`
  await server.changes.settled()

  const seen = form['seen'] ?? ''
  const editing = '/packages/django-mfa/edit/'
  return {
    people: { rita, ed, mo, ada },
    pages: [
      ...publicPaths.map((path) => ({ path })),
      { path: readiness },
      { path: `/changelog/${announcement.slug}/` },
      { path: '/no-such-page/', status: 404 },
      { path: '/api/v4/packages/no-such-package/', status: 404 },
      { path: '/packages/p/unwanted/', status: 410 },
      { path: '/packages/p/unwanted/', as: 'mo', status: 410 },
      { path: '/moderation/', as: 'rita', status: 403 },
      { path: '/packages/add/', as: 'rita', status: 403 },
      { path: '/login/', form: { name: 'ed', password: 'wrong' }, status: 403 },
      { path: '/signup/', form: { name: 'a b', password: 'x' }, status: 400 },
      { path: '/', as: 'ed' },
      { path: '/packages/p/django-mfa/', as: 'rita' },
      { path: '/packages/p/django-mfa/', as: 'ed' },
      { path: '/packages/p/django-mfa/', as: 'mo' },
      { path: '/packages/p/django-mfa/?done=saved', as: 'ed' },
      { path: '/packages/django-mfa/revisions/', as: 'mo' },
      { path: '/profiles/ed/?show=favourites', as: 'ed' },
      { path: grid, as: 'ed' },
      { path: `${grid}&transpose=1`, as: 'mo' },
      { path: '/grids/g/caching/', as: 'ed' },
      { path: '/account/', as: 'ed' },
      { path: '/account/tokens/', as: 'ed', form: { 'token-name': 'Another', scope: 'read', days: '30' } },
      { path: '/account/password/', as: 'ed', form: { current: 'x', new: 'short' }, status: 400 },
      { path: '/packages/add/', as: 'ed' },
      { path: '/packages/add/', as: 'ed', form: { repo_url: 'https://github.com/ed/brand-new' } },
      { path: '/packages/add/', as: 'ed', form: { repo_url: 'https://github.com/ed/never-fetched' }, status: 409 },
      { path: '/packages/add/', as: 'ed', form: { step: 'save', repo_url: 'nothing', title: '', slug: 'Ü' }, status: 400 },
      { path: editing, as: 'ed' },
      { path: editing, as: 'mo' },
      { path: editing, as: 'ed', form: { ...edited, seen: '', title: 'A better title' } },
      { path: editing, as: 'mo', form: { ...edited, seen, title: 'Another title' }, status: 409 },
      { path: '/packages/django-mfa/flag/', as: 'ed' },
      { path: '/packages/django-mfa/flag/', as: 'rita' },
      { path: '/packages/django-mfa/flag/', as: 'ed', form: { reason: ' ' }, status: 400 },
      { path: '/packages/django-mfa/example/add/', as: 'ed' },
      { path: `/packages/django-mfa/example/${waiting}/edit/`, as: 'rita' },
      { path: '/packages/django-mfa/grids/add/?q=auth', as: 'ed' },
      { path: '/packages/django-mfa/deprecation/', as: 'ed' },
      { path: '/packages/django-mfa/delete/', as: 'mo' },
      { path: '/moderation/', as: 'mo' },
      { path: announcements, as: 'mo' },
      { path: `${announcements}add/`, as: 'mo', form: { title: '', text: '', level: 'none', starts_at: 'soon' }, status: 400 },
      { path: `${announcements}${announcement.id}/`, as: 'mo' },
      { path: '/moderation/accounts/', as: 'ada' },
      { path: '/grids/add/', as: 'ed' },
      { path: '/grids/add/', as: 'ed', form: { title: ' ', slug: 'security' }, status: 400 },
      { path: '/grids/security/edit/', as: 'mo' },
      { path: '/grids/security/package/add/?q=auth', as: 'mo' },
      { path: '/grids/feature/add/security/', as: 'mo' },
      { path: `/grids/feature/${featureId}/`, as: 'mo' },
      { path: `/grids/feature/${featureId}/delete/`, as: 'mo' },
      { path: element, as: 'mo' },
      { path: element, as: 'ed', status: 403 },
      { path: '/api/v4/packages/3402/', as: 'ed' },
      { path: '/api/v4/revisions/', as: 'ed' },
    ],
  }
}

async function firstMember(server: TestServer, featureId: number): Promise<number> {
  const row = await server.database.db
    .selectFrom('element')
    .innerJoin('grid_package', 'grid_package.id', 'grid_package_id')
    .select('package_id')
    .where('feature_id', '=', featureId)
    .orderBy('element.id')
    .executeTakeFirstOrThrow()
  return row.package_id
}

/** What the form of a package at `path` would send if nothing were typed. */
async function readForm(browser: Browser, path: string): Promise<Record<string, string>> {
  const { body } = await browser.get(path)
  const inputs = [...body.matchAll(/<input type="(?:text|hidden|url)"[^>]*? name="(\w+)" value="([^"]*)"/g)]
  const selects = [...body.matchAll(/<select id="(\w+)" name=.*?<\/select>/gs)]
  const chosen = selects.map(([select, name]) => [name, /value="([^"]*)" selected/.exec(select)?.[1] ?? ''])
  return Object.fromEntries([...inputs.map(([, name, value]) => [name, value]), ...chosen])
}
