import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { isPublicAddress } from './addresses.ts'

describe('addresses', () => {
  it('are public when anyone can reach them', () => {
    for (const address of ['140.82.121.4', '1.1.1.1', '2606:50c0:8000::153', '2001:4860:4860::8888']) {
      assert.equal(isPublicAddress(address), true, address)
    }
  })

  it('are not public when they are loopback, private, link-local, shared, multicast, reserved or IPv4 in disguise', () => {
    const inner = ['127.0.0.1', '0.0.0.0', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '198.18.0.1']
    const outer = ['224.0.0.1', '240.0.0.1', '255.255.255.255', '192.0.2.1', '203.0.113.9']
    const six = ['::1', '::', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12::1', 'fec0::1', 'ff02::1', '100::1', '2001:db8::1']
    const disguised = [
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '64:ff9b:1::1',
      '2002:7f00:1::',
      '2001:0::1',
    ]
    for (const address of [...inner, ...outer, ...six, ...disguised, '', 'localhost', '127.1 ']) {
      assert.equal(isPublicAddress(address), false, address)
    }
  })
})
