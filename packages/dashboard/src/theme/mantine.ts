/** Mantine dressed in the page's tokens: the component library follows the CSS variables, not the other way round. */

import {
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
  createTheme,
} from '@mantine/core'

const accent: MantineColorsTuple = [
  '#eaf0ff',
  '#d3e0ff',
  '#a9c1ff',
  '#7ba4ff',
  '#5b8cff',
  '#4478f5',
  '#2f5fe0',
  '#2550c6',
  '#1c41a6',
  '#133084',
]
const dark: MantineColorsTuple = [
  '#e7eaf0',
  '#c3cad6',
  '#9aa3b2',
  '#667085',
  '#343c49',
  '#242a34',
  '#191d25',
  '#12151b',
  '#0c0e12',
  '#08090c',
]

/** The element in which everything that opens over the page stands. */
export const OVER_ID = 'over'

/** Dense, 13 px, small radius, our accent. */
export const theme: MantineThemeOverride = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-mono)',
  headings: { fontFamily: 'var(--font)', fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '14px', xl: '16px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  primaryColor: 'accent',
  primaryShade: 6,
  colors: { accent, dark },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    // A list that scrolls by itself: the field above it moves through it.
    Select: { defaultProps: { comboboxProps: { shadow: 'sm' }, withScrollArea: false } },
    // Overlays are in a landmark of their own.
    Portal: { defaultProps: { target: `#${OVER_ID}` } },
  },
})

/** Mantine's own variables, pointed at ours. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-color-body': 'var(--ground)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--dim)',
    '--mantine-color-placeholder': 'var(--dim)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-anchor': 'var(--accent-text)',
    '--mantine-line-height': '1.4',
  },
  light: {},
  dark: {},
})
