import type { IncomingMessage } from 'node:http'

import proxyAddress from '@fastify/proxy-addr'

/** The address of whoever sends a request. */
export type ClientAddress = (request: IncomingMessage) => string

/**
 * Believes `X-Forwarded-For` only as far as the proxies in front are trusted: anybody can write that header.
 * @param trustedProxies addresses, networks (`10.0.0.0/8`), or `loopback`, `linklocal`, `uniquelocal`
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  if (trustedProxies.length === 0) return (request) => request.socket.remoteAddress ?? ''
  const isTrusted = proxyAddress.compile([...trustedProxies])
  return (request) => proxyAddress(request, isTrusted)
}

/** No address is longer; a proxy may pass on anything. */
const maxAddressLength = 45

/** What stands for a client when it is counted: its address, or the network of 64 bits that a provider gives to one customer. */
export function toNetwork(address: string): string {
  if (!address.includes(':')) return address.slice(0, maxAddressLength)
  const embedded = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (embedded) return embedded
  const [head = '', tail] = address.slice(0, maxAddressLength).split('%', 1)[0]?.split('::') ?? []
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const gap = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return `${[...before, ...gap, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
