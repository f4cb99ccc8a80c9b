/** VitePress's own theme with the colors of the page, and fonts of the system. */

import theme from 'vitepress/theme-without-fonts'
import './style.css'

export default theme
