import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'

import { createAccess } from '../../test/hosts/ask.ts'
import { createTestClock } from '../../test/hosts/clock.ts'
import { createPypiRules } from '../../test/hosts/pypi.ts'
import { startHost } from '../../test/hosts/server.ts'
import { createWorld } from '../../test/hosts/world.ts'
import { fetchChangedProjects } from './changes.ts'

const clock = createTestClock()
const world = createWorld(clock)
const host = await startHost({ world, rules: createPypiRules(world) })
const access = createAccess({ clock, timeoutMs: 20_000 })
const ask = (serials: ReadonlyMap<string, number | undefined>, validators?: Record<string, string>) =>
  fetchChangedProjects({ api: access.api, url: host.url }, serials, validators)

after(async () => {
  await access.close()
  await host.close()
})

beforeEach(() => host.forget())

describe('which projects changed', () => {
  const one = world.projects.add('One_Package')
  const two = world.projects.add('two')
  const serials = new Map<string, number | undefined>([
    ['one.package', one.serial],
    ['two', two.serial],
  ])

  it('is told by one request for the list of all projects', async () => {
    world.projects.touch(two)
    const outcome = await ask(new Map([...serials, ['never-fetched', undefined], ['gone', 7]]))
    assert.ok(outcome.kind === 'found', JSON.stringify(outcome))
    assert.deepEqual(outcome.facts, { changed: ['two'], absent: ['never-fetched', 'gone'], listed: 2 })
    assert.equal(host.received.length, 1)
  })

  it('counts a project as changed that was never fetched', async () => {
    const outcome = await ask(new Map([['two', undefined]]))
    assert.deepEqual(outcome.kind === 'found' && outcome.facts.changed, ['two'])
  })

  it('is answered for every spelling that was given', async () => {
    const outcome = await ask(
      new Map([
        ['ONE-package', 1],
        ['one_package', 2],
      ]),
    )
    assert.deepEqual(outcome.kind === 'found' && outcome.facts.changed, ['ONE-package', 'one_package'])
  })

  it('costs nothing while the whole list is as it was', async () => {
    const first = await ask(serials)
    assert.ok(first.kind === 'found')
    assert.deepEqual(await ask(serials, { ...first.validators }), { kind: 'unchanged' })
  })

  it('is unknown, and nobody absent, when the list is broken, cut short, empty or not to be had', async () => {
    const reasonFor = async (answer: Parameters<typeof host.fail>[0]['answer']) => {
      host.fail({ answer })
      const outcome = await ask(serials)
      return outcome.kind === 'failed' ? outcome.reason : outcome.kind
    }
    assert.equal(
      await reasonFor({ status: 200, body: '<!DOCTYPE html>' }),
      `GET /simple/ at ${new URL(host.url).host}: the answer is not JSON`,
    )
    assert.equal(
      await reasonFor({ status: 200, body: '{"meta":{},"projects":[{"name":"a","_last-serial":1},' }),
      'GET /simple/ answered what ends too early',
    )
    assert.equal(await reasonFor({ status: 200, body: { meta: {}, projects: [] } }), 'GET /simple/ answered an empty list')
    assert.match(await reasonFor({ status: 200, body: { projects: [{ name: 'a' }] } }), /not what its schema allows/)
    assert.equal(await reasonFor({ status: 502 }), 'GET /simple/ answered 502')
    assert.match(await reasonFor('cut'), /the connection failed/)
  })

  it('is found in a list of hundreds of thousands, read as it arrives', async () => {
    const projects = Array.from({ length: 300_000 }, (_, n) => `{"name":"some-project-with-a-name-${n}","_last-serial":${n}}`)
    const body = `{"meta":{"api-version":"1.4"},"projects":[${projects.join(',')}]}`
    projects.length = 0
    host.fail({ answer: { status: 200, body } })
    const outcome = await ask(new Map([['some-project-with-a-name-299999', 1]]))
    assert.deepEqual(outcome.kind === 'found' && [outcome.facts.changed.length, outcome.facts.listed], [1, 300_000])
  })
})
