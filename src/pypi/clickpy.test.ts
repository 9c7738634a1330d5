import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'

import { createAccess } from '../../test/hosts/ask.ts'
import { createClickPyRules } from '../../test/hosts/clickpy.ts'
import { createTestClock } from '../../test/hosts/clock.ts'
import { startHost } from '../../test/hosts/server.ts'
import { createWorld } from '../../test/hosts/world.ts'
import { createClickPySource } from './clickpy.ts'

const clock = createTestClock('2026-02-11T12:00:00Z')
const world = createWorld(clock)
const days: string[] = []
const rules = createClickPyRules(world, {
  downloadsOn(project, day) {
    if (project === 'django-mfa') days.push(day)
    return project === 'unknown' ? undefined : project.length
  },
})
const host = await startHost({ world, rules })
const oldHost = await startHost({ world, rules: createClickPyRules(world, { downloadsOn: () => 2, quotesNumbers: true }) })
const access = createAccess({ clock })
const source = createClickPySource({ api: access.api, url: `${host.url}/?user=play`, clock })

after(async () => {
  await access.close()
  await Promise.all([host.close(), oldHost.close()])
})

beforeEach(() => host.forget())

describe('downloads from ClickPy', () => {
  it('are those of the last thirty full days, under the names that were given', async () => {
    const outcome = await source.fetchMonthly(['Django_MFA', 'django-mfa', 'unknown'])
    assert.ok(outcome.kind === 'found', JSON.stringify(outcome))
    assert.deepEqual(
      [...outcome.facts],
      [
        ['Django_MFA', 300],
        ['django-mfa', 300],
      ],
    )
    assert.deepEqual([days.length, days[0], days.at(-1)], [30, '2026-01-11', '2026-02-09'])
  })

  it('take one question for thousands of projects', async () => {
    const names = Array.from({ length: 6000 }, (_, n) => `project-${n}`)
    const outcome = await source.fetchMonthly(names)
    assert.equal(outcome.kind === 'found' && outcome.facts.size, 6000)
    assert.equal(host.received.length, 1)
  })

  it('are asked for with parameters, so that a name is never SQL', async () => {
    const name = `x') or ('\\'='`
    const outcome = await source.fetchMonthly([name])
    assert.deepEqual(outcome.kind === 'found' && [...outcome.facts.keys()], [name])
    assert.ok(!/name="query"[^-]*or \(/.test(host.received[0]?.body ?? ''))
  })

  it('are understood from servers that write large numbers as text', async () => {
    const old = createClickPySource({ api: access.api, url: `${oldHost.url}/?user=play`, clock })
    const outcome = await old.fetchMonthly(['x'])
    assert.deepEqual(outcome.kind === 'found' && [...outcome.facts], [['x', 60]])
  })

  it('stay as they were when the source fails or answers something else', async () => {
    host.fail({ answer: { status: 500, body: 'Code: 159. Timeout exceeded' } })
    assert.deepEqual(await source.fetchMonthly(['x']), { kind: 'failed', reason: 'POST / (downloads) answered 500' })
    host.fail({ answer: { status: 200, body: { data: [['x', -1]] } } })
    assert.equal((await source.fetchMonthly(['x'])).kind, 'failed')
  })
})
