import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'

import ipaddr from 'ipaddr.js'

/** Whether an IP address is one of the public internet: neither private, loopback, link-local, shared, multicast, reserved nor a tunnel to such. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  // Outside 2000::/3 nothing is assigned to the public, and an IPv4 address in IPv6 clothing could be any.
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || ipaddr.parse('2000::').match(parsed, 3))
}

/** A connection was refused because of where it would have led. */
export class PrivateAddressError extends Error {
  override name = 'PrivateAddressError'
}

/**
 * A look-up that hands out public addresses only. It is the socket's own look-up, so that no second answer of the name server can lead
 * elsewhere than the one that was checked.
 */
export function createPublicLookup(lookup: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      const addresses = toAddresses(found)
      const open = addresses.filter(({ address }) => isPublicAddress(address))
      const [first] = open
      if (!first) return callback(new PrivateAddressError(`${hostname} has no public address`), [])
      return options.all ? callback(null, open) : callback(null, first.address, first.family)
    })
  }
}

function toAddresses(found: string | LookupAddress[]): LookupAddress[] {
  return typeof found === 'string' ? [{ address: found, family: found.includes(':') ? 6 : 4 }] : found
}
