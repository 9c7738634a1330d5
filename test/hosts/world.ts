import type { Clock } from '../../src/hosts/clock.ts'
import { dayMs } from './clock.ts'
import { type CommitHistory, createHistory, mix } from './history.ts'
import { createProjects, type WorldProjects } from './projects.ts'

/** A repository as it is, whatever a host's API makes of it. Its fields may be changed at any time: that is what a script does. */
export interface WorldRepository {
  /** The simulated host: `github`, `gitlab`, `codeberg` … */
  readonly host: string
  readonly id: number
  /** `owner/name`, on some hosts with more folders. */
  path: string
  description: string
  readonly createdAt: number
  stars: number
  starsPerDay: number
  forks: number
  archivedAt: number | undefined
  /** Out of sight for all who ask. */
  isPrivate: boolean
  isDeleted: boolean
  /** Taken down by the host, which says so. */
  isBlocked: boolean
  /** So large that counting its commits breaks the call. */
  isGiant: boolean
  /** Most commits first. */
  contributors: readonly string[]
  defaultBranch: string
  history: CommitHistory
}

export interface RepositoryOptions extends Partial<
  Omit<WorldRepository, 'host' | 'id' | 'path' | 'createdAt' | 'archivedAt' | 'history'>
> {
  createdAt?: string
  archivedAt?: string
  /** On average one commit in so many days; Infinity for an empty repository. */
  commitEveryDays?: number
  /** Nothing but pushed commits from then on. */
  lastCommitAt?: string
}

export interface Found {
  repository: WorldRepository
  /** It was asked for by a name that it had before. */
  isMoved: boolean
}

/** The repositories of all hosts and the projects of the index, at the time of a clock. */
export interface World {
  readonly clock: Pick<Clock, 'now'>
  readonly projects: WorldProjects
  /** Takes the name, also from one that had it before. @throws Error when the name is in use. */
  addRepository(host: string, path: string, options?: RepositoryOptions): WorldRepository
  /** What a stranger finds at a name (letters large or small), or by id. */
  findByPath(host: string, path: string): Found | undefined
  findById(host: string, id: number): WorldRepository | undefined
  listRepositories(host: string): WorldRepository[]
  /** Renames or transfers; the old name leads here until someone takes it. */
  rename(repository: WorldRepository, path: string): void
  starsOf(repository: WorldRepository): number
  /** Lets `change` happen once the clock has passed `at`, before the next question is answered. */
  schedule(at: string, change: () => void): void
  /** Lets happen what is due. */
  catchUp(): void
}

export function createWorld(clock: Pick<Clock, 'now'>): World {
  const repositories = new Map<string, WorldRepository>()
  const names = new Map<string, WorldRepository>()
  const script: { at: number; change: () => void }[] = []
  let lastId = 1000

  const key = (host: string, name: string | number) => `${host}:${String(name).toLowerCase()}`
  const isVisible = ({ isPrivate, isDeleted }: WorldRepository) => !isPrivate && !isDeleted
  const isCurrent = (repository: WorldRepository, path: string) => repository.path.toLowerCase() === path.toLowerCase()

  function takeName(repository: WorldRepository, path: string): void {
    const holder = names.get(key(repository.host, path))
    if (holder && holder !== repository && !holder.isDeleted && isCurrent(holder, path)) throw new Error(`${path} is in use`)
    names.set(key(repository.host, path), repository)
  }

  return {
    clock,
    projects: createProjects(clock),
    addRepository(host, path, { createdAt, archivedAt, commitEveryDays = 5, lastCommitAt, ...fields } = {}) {
      const id = ++lastId
      const start = Date.parse(createdAt ?? '2020-01-06T08:00:00Z')
      const contributors = fields.contributors ?? Array.from({ length: 1 + (id % 5) }, (_, n) => `dev-${mix(id, n) % 1000}`)
      const end = lastCommitAt === undefined ? undefined : Date.parse(lastCommitAt)
      const repository: WorldRepository = {
        host,
        id,
        path,
        description: `The repository ${path}`,
        createdAt: start,
        stars: mix(id, 0) % 500,
        starsPerDay: 0,
        forks: mix(id, 1) % 100,
        archivedAt: archivedAt === undefined ? undefined : Date.parse(archivedAt),
        isPrivate: false,
        isDeleted: false,
        isBlocked: false,
        isGiant: false,
        defaultBranch: 'main',
        history: createHistory({ seed: id, start, everyMs: commitEveryDays * dayMs, end, authors: contributors }),
        ...fields,
        contributors,
      }
      takeName(repository, path)
      repositories.set(key(host, id), repository)
      return repository
    },
    findByPath(host, path) {
      const repository = names.get(key(host, path))
      return repository && isVisible(repository) ? { repository, isMoved: !isCurrent(repository, path) } : undefined
    },
    findById(host, id) {
      const repository = repositories.get(key(host, id))
      return repository && isVisible(repository) ? repository : undefined
    },
    listRepositories: (host) => [...repositories.values()].filter((repository) => repository.host === host),
    rename(repository, path) {
      takeName(repository, path)
      repository.path = path
    },
    starsOf({ stars, starsPerDay, createdAt }) {
      return Math.floor(stars + (starsPerDay * (clock.now() - createdAt)) / dayMs)
    },
    schedule(at, change) {
      script.push({ at: Date.parse(at), change })
      script.sort((a, b) => a.at - b.at)
    },
    catchUp() {
      while (script[0] && script[0].at <= clock.now()) script.shift()?.change()
    },
  }
}
