import type { Clock } from '../../src/hosts/clock.ts'

export interface WorldFile {
  filename: string
  /** Milliseconds since 1970. */
  uploadedAt: number
  requiresPython: string | undefined
  /** The reason, or true without one. */
  yanked: string | boolean
}

export interface WorldRelease {
  version: string
  files: WorldFile[]
}

/** A project on the package index as it is. Its fields may be changed at any time; `touch` it then. */
export interface WorldProject {
  name: string
  releases: WorldRelease[]
  /** `info` of the index's JSON, but for what follows from the releases. */
  info: Record<string, unknown>
  status: 'active' | 'archived' | 'quarantined' | 'deprecated'
  statusReason: string | undefined
  isDeleted: boolean
  /** Grows with every change anywhere on the index. */
  serial: number
}

export interface WorldProjects {
  add(name: string, options?: Partial<Omit<WorldProject, 'name' | 'serial'>>): WorldProject
  /** By any spelling of the name (PEP 503). */
  find(name: string): WorldProject | undefined
  list(): WorldProject[]
  /** Publishes a release with a wheel and a source archive, uploaded now unless told. */
  release(project: WorldProject, version: string, options?: { uploadedAt?: string; requiresPython?: string }): WorldRelease
  yank(project: WorldProject, version: string, reason?: string): void
  /** Says that something was changed by hand. */
  touch(project: WorldProject): void
  readonly lastSerial: number
}

export function createProjects(clock: Pick<Clock, 'now'>): WorldProjects {
  const projects = new Map<string, WorldProject>()
  let lastSerial = 20_000_000
  const normalise = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, '-')
  const touch = (project: WorldProject) => {
    project.serial = ++lastSerial
  }

  return {
    add(name, options = {}) {
      const project: WorldProject = {
        name,
        releases: [],
        info: {},
        status: 'active',
        statusReason: undefined,
        isDeleted: false,
        serial: 0,
        ...options,
      }
      touch(project)
      projects.set(normalise(name), project)
      return project
    },
    find(name) {
      const project = projects.get(normalise(name))
      return project?.isDeleted ? undefined : project
    },
    list: () => [...projects.values()].filter(({ isDeleted }) => !isDeleted),
    release(project, version, { uploadedAt, requiresPython } = {}) {
      const at = uploadedAt === undefined ? clock.now() : Date.parse(uploadedAt)
      const stem = `${normalise(project.name).replaceAll('-', '_')}-${version}`
      const toFile = (filename: string, delayMs: number) => ({
        filename,
        uploadedAt: at + delayMs,
        requiresPython,
        yanked: false,
      })
      const release = { version, files: [toFile(`${stem}-py3-none-any.whl`, 0), toFile(`${stem}.tar.gz`, 1500)] }
      project.releases.push(release)
      touch(project)
      return release
    },
    yank(project, version, reason) {
      for (const file of project.releases.find((release) => release.version === version)?.files ?? [])
        file.yanked = reason ?? true
      touch(project)
    },
    touch,
    get lastSerial() {
      return lastSerial
    },
  }
}
