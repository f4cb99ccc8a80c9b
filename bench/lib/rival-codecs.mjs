// The codecs that others' generators make of our schema, generated anew for each run and read from there.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { fromBinary } from '@bufbuild/protobuf'
import { PbfReader } from 'pbf'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../', import.meta.url))
const schema = join(root, 'packages/wire/proto')
const target = join(root, 'node_modules/.cache/spotdeck-bench')
const bin = (name) => join(root, 'node_modules', name)

/** @returns {Promise<Record<string, (bytes: Uint8Array) => object>>} decoders by the name of what made them */
export async function rivalCodecs() {
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, 'package.json'), '{"type":"module"}')
  const [protobufjs, tsProto, pbf, es] = await Promise.all([protobufjsStatic(), tsProtoCode(), pbfCode(), protobufEs()])
  return {
    'protobufjs static': (bytes) => protobufjs.decode(bytes),
    'ts-proto': (bytes) => tsProto.decode(bytes),
    pbf: (bytes) => pbf(new PbfReader(bytes)),
    'protobuf-es': (bytes) => fromBinary(es, bytes),
  }
}

const load = (file) => import(pathToFileURL(join(target, file)).href)
const run = (tool, parameters) => execFileSync(process.execPath, [tool, ...parameters], { encoding: 'utf8' })

async function protobufjsStatic() {
  const file = join(target, 'protobufjs.js')
  const options = [
    '-t',
    'static-module',
    '-w',
    'esm',
    '--root',
    'spotdeck-bench',
    '--keep-case',
    '--no-comments',
    '-o',
    file,
  ]
  run(bin('protobufjs-cli/bin/pbjs'), [...options, join(schema, 'push.proto')])
  writeFileSync(file, readFileSync(file, 'utf8').replace('"protobufjs/minimal"', '"protobufjs/minimal.js"'))
  return (await load('protobufjs.js')).PushDataV3ApiWrapper
}

async function tsProtoCode() {
  generate('.bin/protoc-gen-ts_proto', ['forceLong=number', 'esModuleInterop=true', 'snakeToCamel=false'])
  const source = readFileSync(join(target, 'push.ts'), 'utf8')
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
  writeFileSync(join(target, 'ts-proto.js'), ts.transpileModule(source, { compilerOptions: options }).outputText)
  return (await load('ts-proto.js')).PushDataV3ApiWrapper
}

async function pbfCode() {
  writeFileSync(join(target, 'pbf.js'), run(bin('pbf/bin/pbf'), [join(schema, 'push.proto'), '--no-write']))
  return (await load('pbf.js')).readPushDataV3ApiWrapper
}

async function protobufEs() {
  generate('.bin/protoc-gen-es', ['target=js'])
  return (await load('push_pb.js')).PushDataV3ApiWrapperSchema
}

function generate(plugin, opt) {
  const template = { version: 'v2', plugins: [{ local: [bin(plugin)], out: target, opt }] }
  run(bin('@bufbuild/buf/bin/buf'), ['generate', schema, '--template', JSON.stringify(template)])
}
