import type { FastifyInstance } from 'fastify'

import type { Database } from '../db/connect.ts'
import { addPage, hourMs, type PageOptions } from '../http/page-routes.ts'
import { openPage, readinessPage, versionPage } from './pages.ts'
import { listProducts, listProductVersions, listReadiness } from './readiness.ts'
import { countVersions, readStatistics } from './store.ts'

const shownPackages = 120

/** The directory in numbers, and which packages are ready for what. */
export async function statisticsRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options
  const kept = { tags: ['packages', 'grids', 'categories', 'accounts'], maxAgeMs: hourMs }

  addPage(app, options, '/open/', async ({ path, viewer, now }) => ({
    body: openPage({ site, viewer, path }, await readStatistics(db, now, site.framework)),
    ...kept,
  }))

  addPage(app, options, '/readiness/', async ({ path, viewer, now }) => ({
    body: readinessPage({ site, viewer, path }, await listProductVersions(db, now)),
    ...kept,
  }))

  addPage(
    app,
    options,
    '/readiness/:product/:cycle/',
    async ({ parameters: { product: slug, cycle = '' }, path, viewer, now }) => {
      const product = (await listProducts(db)).find((one) => one.slug === slug)
      if (!product) return undefined
      const versions = await countVersions(db, now, product.base)
      if (!versions.some(({ name }) => name === cycle)) {
        // Old links name the minor version of what packages only name the major of.
        const [major = ''] = cycle.split('.')
        const isMajorKnown = /^\d+\.\d+$/.test(cycle) && versions.some(({ name }) => name === major)
        return isMajorKnown && !versions.some(({ name }) => name.includes('.'))
          ? { redirect: `/readiness/${product.slug}/${major}/`, status: 301 }
          : undefined
      }
      const packages = await listReadiness(db, now, product, cycle, shownPackages)
      return { body: versionPage({ site, viewer, path }, product, cycle, packages), ...kept }
    },
  )
}
