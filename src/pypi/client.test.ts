import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'

import { createAccess } from '../../test/hosts/ask.ts'
import { createTestClock, minuteMs } from '../../test/hosts/clock.ts'
import { createPypiRules } from '../../test/hosts/pypi.ts'
import { startHost } from '../../test/hosts/server.ts'
import { createWorld } from '../../test/hosts/world.ts'
import type { Outcome } from '../hosts/facts.ts'
import type { ProjectFacts } from '../hosts/releases.ts'
import { createPypiClient } from './client.ts'

const clock = createTestClock()
const world = createWorld(clock)
const host = await startHost({ world, rules: createPypiRules(world) })
const access = createAccess({ clock })
const client = createPypiClient({ api: access.api, url: host.url })

after(async () => {
  await access.close()
  await host.close()
})

beforeEach(() => host.forget())

const ask = (name: string, validators: Record<string, string> = {}) => client.fetchProject({ name, validators })

function requireFound(outcome: Outcome<ProjectFacts>) {
  assert.equal(outcome.kind, 'found', JSON.stringify(outcome))
  assert.ok(outcome.kind === 'found')
  return outcome
}

describe('a project on the package index', () => {
  it('is found by any spelling of its name, with all its releases', async () => {
    const project = world.projects.add('Django_MFA', { info: { license_expression: 'MIT', requires_python: '>=3.9' } })
    world.projects.release(project, '1.0', { uploadedAt: '2025-11-02T06:30:00.250Z', requiresPython: '>=3.8' })
    world.projects.release(project, '1.1', { uploadedAt: '2026-01-02T06:30:00Z' })
    world.projects.yank(project, '1.1', 'broken')
    const { facts } = requireFound(await ask('django.mfa'))
    assert.equal(facts.name, 'Django_MFA')
    assert.deepEqual(facts.releases, [
      { version: '1.1', isYanked: true, yankedReason: 'broken', releasedAt: '2026-01-02T06:30:00.000000Z' },
      { version: '1.0', isYanked: false, releasedAt: '2025-11-02T06:30:00.250000Z', requiresPython: '>=3.8' },
    ])
    assert.deepEqual([facts.latestVersion, facts.licence, facts.lastSerial], ['1.0', 'MIT', project.serial])
  })

  it('that did not change costs one request and no point', async () => {
    const { validators } = requireFound(await ask('django-mfa'))
    host.forget()
    access.calls.length = 0
    assert.deepEqual(await ask('django-mfa', validators), { kind: 'unchanged' })
    assert.deepEqual(
      host.received.map(({ url, status }) => [url, status]),
      [['/simple/django-mfa/', 304]],
    )
    assert.deepEqual(
      access.calls.map(({ points }) => points),
      [0],
    )
  })

  it('is asked for again when anything of it changed, metadata alone too', async () => {
    const project = world.projects.add('metadata')
    world.projects.release(project, '1.0')
    const { validators } = requireFound(await ask('metadata'))
    project.info = { classifiers: ['Development Status :: 7 - Inactive'] }
    world.projects.touch(project)
    assert.equal(requireFound(await ask('metadata', validators)).facts.developmentStatus, 7)
  })

  it('is asked for again when its metadata are older than its page, as caches may have it', async () => {
    const project = world.projects.add('behind')
    world.projects.release(project, '1.0')
    const old = { info: { name: 'behind', classifiers: [] }, last_serial: project.serial - 1 }
    host.fail({ answer: { status: 200, body: old }, matches: ({ path }) => path.startsWith('/pypi/') })
    const first = requireFound(await ask('behind'))
    assert.equal(first.facts.lastSerial, project.serial - 1)
    assert.deepEqual(first.validators, {})
  })

  it('that is not there is missing, and says nothing of what was known', async () => {
    assert.deepEqual(await ask('no-such-project'), { kind: 'missing', reason: 'The package index has no project of this name' })
  })

  it('without a release, or quarantined, is missing for now', async () => {
    world.projects.add('empty')
    world.projects.add('locked', { status: 'quarantined' })
    assert.deepEqual(await ask('empty'), { kind: 'missing', reason: 'The project has no release' })
    assert.deepEqual(await ask('locked'), { kind: 'missing', reason: 'The project is quarantined' })
  })

  it('that is quarantined after its releases keeps its metadata, and the index shows no release', async () => {
    const project = world.projects.add('suspect', { status: 'quarantined', info: { license: 'MIT' } })
    world.projects.release(project, '1.0')
    const { facts } = requireFound(await ask('suspect'))
    assert.deepEqual([facts.status, facts.releases, facts.latestVersion, facts.licence], ['quarantined', [], undefined, 'MIT'])
  })

  it('that is archived says so, and why', async () => {
    const project = world.projects.add('finished', { status: 'archived', statusReason: 'Superseded' })
    world.projects.release(project, '1.0')
    const { facts } = requireFound(await ask('finished'))
    assert.deepEqual([facts.status, facts.statusReason], ['archived', 'Superseded'])
  })

  it('keeps what is known when the index fails, answers nonsense, too much or nothing at all', async () => {
    const reasonFor = async (answer: Parameters<typeof host.fail>[0]['answer']) => {
      host.fail({ answer })
      const outcome = await ask('django-mfa')
      return outcome.kind === 'failed' ? outcome.reason : outcome.kind
    }
    assert.equal(await reasonFor({ status: 503 }), 'GET /simple/{project}/ answered 503')
    assert.equal(await reasonFor({ status: 304 }), 'GET /simple/{project}/ answered 304')
    assert.equal(await reasonFor({ status: 200, body: '{"meta":' }), 'GET /simple/{project}/ answered what is not JSON')
    assert.match(
      await reasonFor({ status: 200, body: { meta: {}, name: 'x', versions: 'all' } }),
      /answered what its schema does not allow/,
    )
    assert.match(await reasonFor({ status: 200, body: { meta: {}, name: 'other', versions: [], files: [] } }), /another project/)
    assert.match(await reasonFor({ status: 200, body: 'x'.repeat(33 * 2 ** 20) }), /larger than/)
    assert.match(await reasonFor('cut'), /the connection failed/)
  })

  it('is not asked for before the time that the index names', async () => {
    host.fail({ answer: { status: 429, headers: { 'retry-after': '90' } } })
    const retryAt = new Date(clock.now() + 1.5 * minuteMs)
    assert.deepEqual(await ask('django-mfa'), { kind: 'limited', retryAt })
    assert.deepEqual(await ask('django-mfa'), { kind: 'limited', retryAt })
    assert.equal(host.received.length, 1)
    clock.advance(1.5 * minuteMs)
    requireFound(await ask('django-mfa'))
  })

  it('has a name that cannot lead elsewhere', async () => {
    assert.equal((await ask('../pypi/x')).kind, 'missing')
    assert.ok(
      host.received.every(({ url }) => url.startsWith('/simple/')),
      JSON.stringify(host.received),
    )
  })
})
