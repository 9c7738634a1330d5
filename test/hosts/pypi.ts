import type { WorldFile, WorldProject } from './projects.ts'
import type { HostRules, SimulatedAnswer, SimulatedRequest } from './server.ts'
import type { World } from './world.ts'

const jsonType = 'application/vnd.pypi.simple.v1+json'

/** The package index: the simple API as JSON (PEP 691, 700, 792) and the JSON API, with ETags. */
export function createPypiRules(world: World): HostRules {
  function answer(request: SimulatedRequest): SimulatedAnswer {
    const [, root = '', name, ...rest] = request.path.split('/')
    if (root === 'simple' && !name) return toSimple(request, listProjects())
    const project = name === undefined ? undefined : world.projects.find(name)
    if (!project || name === undefined) return { status: 404, body: { message: 'Not Found' } }
    const normalised = normalise(name)
    if (root === 'simple' && name !== normalised) return { status: 301, headers: { location: `/simple/${normalised}/` } }
    if (root === 'simple') return toSimple(request, toPage(project))
    if (root === 'pypi' && rest[0] === 'json') return toDocument(project)
    return { status: 404, body: { message: 'Not Found' } }
  }

  function listProjects(): unknown {
    const projects = world.projects.list().filter(({ status }) => status !== 'quarantined')
    return {
      meta: { 'api-version': '1.4', '_last-serial': world.projects.lastSerial },
      projects: projects.map(({ name, serial }) => ({ name, '_last-serial': serial })),
    }
  }

  return { answer, hasValidators: true }
}

function normalise(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-')
}

/** Who does not ask for JSON gets a page. */
function toSimple({ headers }: SimulatedRequest, body: unknown): SimulatedAnswer {
  if (!headers.accept?.includes(jsonType)) return { status: 200, body: '<!DOCTYPE html><title>Simple index</title>' }
  return { status: 200, headers: { 'content-type': jsonType }, body }
}

function toPage(project: WorldProject): unknown {
  const releases = project.status === 'quarantined' ? [] : project.releases
  return {
    meta: { 'api-version': '1.4', '_last-serial': project.serial },
    name: normalise(project.name),
    'alternate-locations': [],
    'project-status': {
      status: project.status,
      ...(project.statusReason === undefined ? {} : { reason: project.statusReason }),
    },
    versions: releases.map(({ version }) => version),
    files: releases.flatMap(({ files }) => files.map(toFile)),
  }
}

function toFile({ filename, uploadedAt, requiresPython, yanked }: WorldFile): unknown {
  return {
    filename,
    url: `https://files.pythonhosted.org/packages/00/00/${filename}`,
    hashes: { sha256: '0'.repeat(64) },
    'requires-python': requiresPython ?? null,
    size: 4096,
    'upload-time': new Date(uploadedAt).toISOString().replace('Z', '000Z'),
    yanked,
    'core-metadata': false,
    provenance: null,
  }
}

function toDocument(project: WorldProject): SimulatedAnswer {
  const latest = project.releases.at(-1)
  if (!latest) return { status: 404, body: { message: 'Not Found' } }
  const info = {
    name: project.name,
    version: latest.version,
    classifiers: [],
    requires_python: latest.files[0]?.requiresPython ?? null,
    license: null,
    license_expression: null,
    docs_url: null,
    project_urls: null,
    downloads: { last_day: -1, last_month: -1, last_week: -1 },
    ...project.info,
  }
  return { status: 200, body: { info, last_serial: project.serial, releases: {}, urls: [], vulnerabilities: [] } }
}
