import { createHostFetch, type HostFetch } from '../../src/hosts/fetch.ts'

/** The fetch that clients use, allowed to the loopback. */
export function createTestFetch({ timeoutMs = 5000 } = {}): HostFetch {
  return createHostFetch({ allowHosts: ['127.0.0.1'], contact: 'https://packages.example/about', timeoutMs })
}
