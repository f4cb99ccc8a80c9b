/** The page's few icons, drawn on a 16 grid in the colour of the text around them. */

import type { ReactNode } from 'react'

const PATHS = {
  overview: <path d="M2 12.5 6 8l3 2.5L14 4" />,
  assets: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5V8l4 3.6" />
    </>
  ),
  orders: <path d="M3 4h10M3 8h7M3 12h4" />,
  fills: <path d="M2.5 6h9l-3-3M13.5 10h-9l3 3" />,
  settings: (
    <>
      <path d="M2 5h6M12 5h2M2 11h2M8 11h6" />
      <circle cx="10" cy="5" r="1.8" />
      <circle cx="6" cy="11" r="1.8" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="3" />
      <path d="M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
    </>
  ),
  moon: <path d="M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6Z" />,
  eye: (
    <>
      <path d="M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8Z" />
      <circle cx="8" cy="8" r="2" />
    </>
  ),
  'eye-off': (
    <path d="M2 2l12 12M6.2 4.1A6.6 6.6 0 0 1 8 3.8c4 0 6.5 4.2 6.5 4.2a12 12 0 0 1-2 2.4M4.2 5.2A11.6 11.6 0 0 0 1.5 8S4 12.2 8 12.2c1 0 2-.3 2.8-.7" />
  ),
  keyboard: (
    <>
      <rect x="1.5" y="4" width="13" height="8" rx="1.5" />
      <path d="M4 6.7h.01M6.7 6.7h.01M9.3 6.7h.01M12 6.7h.01M5 9.5h6" />
    </>
  ),
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3.5 3.5" />
    </>
  ),
  chevron: <path d="m4 6 4 4 4-4" />,
  up: <path d="M8 3.5 12.5 11h-9Z" fill="currentColor" stroke="none" />,
  down: <path d="M8 12.5 3.5 5h9Z" fill="currentColor" stroke="none" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
    </>
  ),
  sort: <path d="m5 6.5 3-3 3 3M5 9.5l3 3 3-3" />,
  'sign-out': <path d="M6.5 2.5h-3a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3M10 5l3 3-3 3M13 8H6" />,
  warning: <path d="M8 2 14.5 13.5h-13ZM8 6.3v3.4M8 11.6h.01" />,
  market: <path d="M4 2v2.5M4 11v3M2.5 4.5h3V11h-3ZM11.5 2v4M11.5 12v2M10 6h3v6h-3Z" />,
  performance: <path d="M2.5 13.5h11M4 11V8M7 11V4.5M10 11V6.5M13 11V3" />,
  activity: <path d="M1.5 8H5l2-5 3 10 1.8-5h2.7" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.4" />,
  download: <path d="M8 2.5v7M5 7l3 3 3-3M2.5 13.5h11" />,
  check: <path d="m3 8.5 3.2 3.2L13 5" />,
  flask: <path d="M6 2h4M6.8 2v4L3 12.6a1 1 0 0 0 .9 1.4h8.2a1 1 0 0 0 .9-1.4L9.2 6V2M4.8 10h6.4" />,
  columns: <path d="M2.5 3h11v10h-11ZM6.2 3v10M9.8 3v10" />,
  link: (
    <path d="M6.5 9.5l3-3M7 4.5l1.3-1.3a2.6 2.6 0 0 1 3.7 3.7L10.6 8.3M9 11.5l-1.3 1.3A2.6 2.6 0 0 1 4 9.1l1.4-1.4" />
  ),
  plus: <path d="M8 3v10M3 8h10" />,
  minus: <path d="M3 8h10" />,
  file: <path d="M4 1.5h5L12.5 5v9.5H4ZM9 1.5V5h3.5M8 12V7.5M6 9.3l2-2 2 2" />,
  external: <path d="M6.5 3.5h-3v9h9v-3M9 2.5h4.5V7M13 3 7.5 8.5" />,
} satisfies Readonly<Record<string, ReactNode>>

/** An icon's name. */
export type IconName = keyof typeof PATHS

/** An icon; decorative, so that what it means has to stand beside it or in the control's label. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {PATHS[name]}
    </svg>
  )
}

/** The product's mark. */
export function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true" focusable="false">
      <path
        d="m2.5 14 4.5-5 3.6 3L17 5.5"
        stroke="var(--accent)"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="16.6" cy="5.6" r="2.4" fill="var(--green)" />
    </svg>
  )
}
