import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Type } from 'typebox'
import { Compile } from 'typebox/compile'

import { createTestClock } from '../../test/hosts/clock.ts'
import { parseAnswer } from './answer.ts'
import { createHostApi } from './api.ts'
import { createCredentials } from './credentials.ts'
import { HostError, HostLimitedError, toFailure } from './errors.ts'
import type { HostRequest } from './fetch.ts'
import { createHostGate } from './gate.ts'

describe('asking a host', () => {
  it('retires a token that is rejected, reports it by its place only, and goes on with the next', async () => {
    const sent: (string | undefined)[] = []
    const rejected: number[] = []
    const fetch = Object.assign(
      async ({ secretHeaders }: HostRequest) => {
        sent.push(secretHeaders?.['authorization'])
        const status = secretHeaders?.['authorization'] === 'Bearer good' ? 200 : 401
        return { status, headers: new Headers(), text: '{}', url: 'https://forge.test/', movedTo: undefined }
      },
      { close: async () => undefined },
    )
    const toHeader = (token: string) => ({ authorization: `Bearer ${token}` })
    const credentials = createCredentials(['revoked', 'good'], toHeader, (place) => rejected.push(place))
    const api = createHostApi({ fetch, gate: createHostGate({ clock: createTestClock() }), credentials })
    const request = { url: 'https://forge.test/', operation: 'GET /' }
    assert.equal((await api.ask(request)).status, 200)
    assert.equal((await api.ask(request)).status, 200)
    assert.deepEqual(sent, ['Bearer revoked', 'Bearer good', 'Bearer good'])
    assert.deepEqual(rejected, [0])
  })

  it('refuses a token that no header can carry, without repeating it', () => {
    const create = (token: string) => createCredentials(['good', token], (text) => ({ authorization: `Bearer ${text}` }))
    for (const token of ['secret\n', 'sec ret', '', 'sécret']) {
      assert.throws(() => create(token), { message: 'Token 2 holds spaces or characters that no token has' })
    }
  })

  it('believes an answer only when it fits its schema, and repeats nothing of one that does not', () => {
    const validator = Compile(Type.Object({ stars: Type.Integer() }))
    assert.deepEqual(parseAnswer(validator, { text: '{"stars":3,"more":1}' }, 'GET /it'), { stars: 3, more: 1 })
    assert.throws(() => parseAnswer(validator, { text: '{"stars":"secret"}' }, 'GET /it'), {
      name: 'HostError',
      message: 'GET /it answered what its schema does not allow: /stars must be integer',
    })
    assert.throws(() => parseAnswer(validator, { text: '<html>' }, 'GET /it'), { message: 'GET /it answered what is not JSON' })
  })

  it('drops from texts what no database can store', () => {
    const validator = Compile(Type.Object({ text: Type.String() }))
    const parse = (text: string) => parseAnswer(validator, { text }, 'GET /it').text
    assert.equal(parse(String.raw`{"text":"a\u0000b\ud800c"}`), 'ab\ufffdc')
    assert.equal(parse(String.raw`{"text":"\ud83d\ude00"}`), '😀')
  })

  it('tells a limit from a failure and a failure from a bug', () => {
    const retryAt = new Date('2026-02-11T12:00:00Z')
    assert.deepEqual(toFailure(new HostLimitedError(retryAt)), { kind: 'limited', retryAt })
    assert.deepEqual(toFailure(new HostError('no answer in time')), { kind: 'failed', reason: 'no answer in time' })
    assert.throws(() => toFailure(new RangeError('a bug')), RangeError)
  })
})
