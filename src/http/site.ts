import type { Actor } from './actor.ts'
import type { BannerBoard } from './banners.ts'

/** What a community calls its directory, and where readers find it. */
export interface Site {
  /** `Packgrid` */
  title: string
  /** What the packages are for: `Django`. */
  framework: string
  /** Origin of absolute links. A function, because a server on a free port learns it late. */
  origin: () => string
  /** What all pages say at their top. */
  banners: BannerBoard
}

/** Who reads a page, as the page shows it; pages for nobody in particular are shared by all. */
export interface Viewer {
  name: string
  /** Address of the public profile. */
  profile: string
  /** Every form of a viewer carries it. */
  csrfToken: string
  /** What it may do is for the policy to say. */
  actor: Actor
}
