// Unpacks the Chromium that npm brought (no root, no download of a browser) and prints its path.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('.unpacked', import.meta.url))
mkdirSync(home, { recursive: true })

// The package unpacks into the temporary folder, where another account's copy may stand in the
// way, and brings the libraries and the fonts only to a machine it takes for a cloud function.
process.env.TMPDIR = home
process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x'
process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x'

const { default: chromium } = await import('@sparticuz/chromium')
const path = await chromium.executablePath()

// Without a font Chromium draws nothing, and a page has no text.
writeFileSync(join(home, 'fonts', 'fonts.conf'), `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(home, 'fonts', 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(home, 'cache')}</cachedir>
</fontconfig>
`)
console.log(path)
