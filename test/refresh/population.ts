import { sql } from 'kysely'

import type { Database } from '../../src/db/connect.ts'
import type { World, WorldRepository } from '../hosts/world.ts'

/** How many packages have their repository at each host, by the host's name in the world. */
export type Population = Readonly<Record<string, number>>

const webUrls: Readonly<Record<string, string>> = {
  github: 'https://github.com',
  gitlab: 'https://gitlab.com',
  bitbucket: 'https://bitbucket.org',
  codeberg: 'https://codeberg.org',
}

/**
 * Fills the world with repositories and projects, and the catalogue with packages that name them. As in life, most repositories rest: one
 * in ten has a commit in the last days and goes on, the others had their last one within the last years.
 */
export async function populate(db: Database, world: World, population: Population): Promise<WorldRepository[]> {
  await sql`insert into category (id, title, slug) values (1, 'Apps', 'apps') on conflict do nothing`.execute(db)
  const repositories: WorldRepository[] = []
  const packages: { slug: string; repo_url: string; repo_host: string; pypi_url: string }[] = []
  const now = world.clock.now()
  for (const [host, count] of Object.entries(population)) {
    for (let n = 0; n < count; n++) {
      const slug = `${host}-${n}`
      const isActive = n % 10 === 0
      const lastCommitAt = new Date(now - (3 + (n % 900)) * 86_400_000).toISOString()
      const pace = isActive ? { commitEveryDays: 0.5, starsPerDay: 1 } : { commitEveryDays: 12, lastCommitAt }
      repositories.push(world.addRepository(host, `owner${n % 500}/${slug}`, { ...pace, createdAt: '2022-01-03T00:00:00Z' }))
      const project = world.projects.add(slug, { info: { license_expression: 'MIT', requires_python: '>=3.10' } })
      for (const version of ['0.9', '1.0', `1.${n % 7}.1`]) {
        world.projects.release(project, version, { uploadedAt: lastCommitAt, requiresPython: '>=3.10' })
      }
      packages.push({ slug, repo_url: `${webUrls[host]}/owner${n % 500}/${slug}`, repo_host: host, pypi_url: slug })
    }
  }
  await sql`
    insert into package (category_id, title, slug, repo_url, repo_host, pypi_url)
    select 1, slug, slug, repo_url, repo_host, pypi_url
    from json_to_recordset(${JSON.stringify(packages)}) as new(slug text, repo_url text, repo_host text, pypi_url text)`.execute(
    db,
  )
  return repositories
}

/** Lines to import: packages with a repository at GitHub each, which the world gets too. */
export function renderCatalogue(world: World, packages: number): string {
  const times = { created: '2026-01-01T00:00:00Z', modified: '2026-01-01T00:00:00Z' }
  const lines: object[] = [{ model: 'category', id: 1, title: 'Apps', slug: 'apps', ...times }]
  for (let n = 1; n <= packages; n++) {
    world.addRepository('github', `owner/p${n}`, { commitEveryDays: 9 })
    lines.push({
      model: 'package',
      id: n,
      title: `p${n}`,
      slug: `p${n}`,
      category: 1,
      grids: [],
      pypi_version: null,
      documentation_url: null,
      repo_url: `https://github.com/owner/p${n}`,
      last_updated: null,
      last_fetched: null,
      ...times,
    })
  }
  return lines.map((line) => JSON.stringify(line)).join('\n')
}
