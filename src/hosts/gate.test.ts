import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { createTestClock, minuteMs } from '../../test/hosts/clock.ts'
import type { HostAnswer } from './fetch.ts'
import { createHostGate } from './gate.ts'

const answer = (status: number, headers: Record<string, string> = {}, text = ''): HostAnswer => ({
  status,
  headers: new Headers(headers),
  text,
  url: 'https://forge.test/',
  movedTo: undefined,
})
const seconds = (iso: string) => String(Date.parse(iso) / 1000)
const limitedUntil = (iso: string) => ({ name: 'HostLimitedError', retryAt: new Date(iso) })

describe('the gate of a host', () => {
  it('lets through one question at a time unless told, an urgent one first', async () => {
    const gate = createHostGate({ clock: createTestClock() })
    const order: string[] = []
    let running = 0
    const ask = (name: string) => async () => {
      order.push(name)
      assert.equal(++running, 1)
      await Promise.resolve()
      running--
      return answer(200)
    }
    await Promise.all([gate.run(ask('a')), gate.run(ask('b')), gate.run(ask('c')), gate.run(ask('urgent'), { isUrgent: true })])
    assert.deepEqual(order, ['a', 'urgent', 'b', 'c'])
  })

  it('keeps the interval between two questions', async () => {
    const clock = createTestClock()
    const gate = createHostGate({ clock, minIntervalMs: 1000 })
    for (let n = 0; n < 3; n++) await gate.run(async () => answer(200))
    assert.deepEqual(clock.sleeps, [1000, 1000])
  })

  it('sleeps exactly as long as Retry-After says, in seconds or as a date', async () => {
    const clock = createTestClock('2026-02-11T12:00:00Z')
    const gate = createHostGate({ clock })
    let asked = 0
    const count = async () => {
      asked++
      return answer(200)
    }
    await assert.rejects(
      gate.run(async () => answer(429, { 'retry-after': '90' })),
      limitedUntil('2026-02-11T12:01:30Z'),
    )
    await assert.rejects(gate.run(count), limitedUntil('2026-02-11T12:01:30Z'))
    assert.equal(asked, 0)
    clock.advance(90_000)
    await gate.run(count)
    assert.equal(asked, 1)
    await assert.rejects(
      gate.run(async () => answer(503, { 'retry-after': 'Wed, 11 Feb 2026 12:05:00 GMT' })),
      limitedUntil('2026-02-11T12:05:00Z'),
    )
  })

  it('is neither hurried nor put to sleep for years by what a host says', async () => {
    const clock = createTestClock('2026-02-11T12:00:00Z')
    const refuse = (headers: Record<string, string>) => createHostGate({ clock }).run(async () => answer(429, headers))
    await assert.rejects(refuse({ 'retry-after': '0' }), limitedUntil('2026-02-11T12:00:01Z'))
    await assert.rejects(refuse({ 'retry-after': 'Wed, 11 Feb 2026 11:00:00 GMT' }), limitedUntil('2026-02-11T12:00:01Z'))
    await assert.rejects(refuse({ 'retry-after': '9999999999' }), limitedUntil('2026-02-12T12:00:00Z'))
    await assert.rejects(refuse({ 'retry-after': 'Wed, 11 Feb 9026 11:00:00 GMT' }), limitedUntil('2026-02-12T12:00:00Z'))
    await assert.rejects(refuse({ 'retry-after': '99999999999999' }), limitedUntil('2026-02-11T12:01:00Z'))
    const far = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' }
    await assert.rejects(refuse(far), limitedUntil('2026-02-12T12:00:00Z'))
  })

  it('waits for the reset when nothing is left, and asks again after it', async () => {
    const clock = createTestClock('2026-02-11T12:00:00Z')
    const gate = createHostGate({ clock })
    const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': seconds('2026-02-11T12:40:00Z') }
    await gate.run(async () => answer(200, reset), { budget: 'core' })
    await assert.rejects(
      gate.run(async () => answer(200), { budget: 'core' }),
      limitedUntil('2026-02-11T12:40:00Z'),
    )
    assert.equal((await gate.run(async () => answer(200), { budget: 'graphql' })).status, 200)
    clock.advance(40 * minuteMs)
    assert.equal((await gate.run(async () => answer(200), { budget: 'core' })).status, 200)
    const refused = answer(403, { ...reset, 'x-ratelimit-reset': seconds('2026-02-11T13:40:00Z') })
    await assert.rejects(
      gate.run(async () => refused),
      limitedUntil('2026-02-11T13:40:00Z'),
    )
  })

  it('keeps a reserve for people', async () => {
    const gate = createHostGate({ clock: createTestClock('2026-02-11T12:00:00Z'), reserve: 100 })
    const left = (count: number) => async () =>
      answer(200, { 'ratelimit-remaining': String(count), 'ratelimit-reset': seconds('2026-02-11T12:40:00Z') })
    await gate.run(left(100))
    await assert.rejects(gate.run(left(99)), limitedUntil('2026-02-11T12:40:00Z'))
    assert.equal((await gate.run(left(0), { isUrgent: true })).status, 200)
    await assert.rejects(gate.run(left(0), { isUrgent: true }), limitedUntil('2026-02-11T12:40:00Z'))
  })

  it('waits at least a minute for a limit without a time, and twice as long each time', async () => {
    const clock = createTestClock('2026-02-11T12:00:00Z')
    const gate = createHostGate({ clock })
    const refuse = async () => answer(403, {}, '{"message":"You have exceeded a secondary rate limit."}')
    await assert.rejects(gate.run(refuse), limitedUntil('2026-02-11T12:01:00Z'))
    clock.advance(minuteMs)
    await assert.rejects(gate.run(refuse), limitedUntil('2026-02-11T12:03:00Z'))
    clock.advance(2 * minuteMs)
    await gate.run(async () => answer(200))
    await assert.rejects(gate.run(refuse), limitedUntil('2026-02-11T12:04:00Z'))
  })

  it('takes a plain 403 for what it is', async () => {
    const gate = createHostGate({ clock: createTestClock() })
    assert.equal((await gate.run(async () => answer(403, {}, '{"message":"Repository access blocked"}'))).status, 403)
    assert.equal(gate.closedUntil, undefined)
  })

  it('stays open for others when a question ends in an error', async () => {
    const gate = createHostGate({ clock: createTestClock() })
    await assert.rejects(
      gate.run(() => Promise.reject(new Error('cut'))),
      { message: 'cut' },
    )
    assert.equal((await gate.run(async () => answer(200))).status, 200)
  })
})
