import assert from 'node:assert/strict'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { it } from 'node:test'

import { createClientAddress, toNetwork } from './client-address.ts'

function createRequest(remoteAddress: string, forwardedFor: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress })
  const request = new IncomingMessage(socket)
  request.headers['x-forwarded-for'] = forwardedFor
  return request
}

it('the client is whoever connects, whatever it claims, unless it is a trusted proxy', () => {
  const request = createRequest('10.1.2.3', '1.1.1.1, 203.0.113.9')
  assert.equal(createClientAddress([])(request), '10.1.2.3')
  assert.equal(createClientAddress(['192.168.0.0/16'])(request), '10.1.2.3')
  // The left one is what the client wrote itself.
  assert.equal(createClientAddress(['10.0.0.0/8'])(request), '203.0.113.9')
})

for (const [address, network] of [
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['1:2::3:4:5:6:7', '1:2:0:3::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
] as const) {
  it(`${address} is counted as ${network}`, () => {
    assert.equal(toNetwork(address), network)
  })
}
