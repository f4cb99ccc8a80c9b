import { recordMix, KINDS } from '../lib/mix.mjs'
import { decodePush as base } from '@spotdeck/wire'
import { writeFileSync, readFileSync, existsSync } from 'node:fs'
const f='/tmp/mix.json'
if(!existsSync(f)){const mix = await recordMix((x)=>base(x).body.kind); writeFileSync(f,JSON.stringify({frames:mix.frames.map(x=>x.toString('hex')),byKind:Object.fromEntries(KINDS.map(k=>[k,mix.byKind[k].map(x=>x.toString('hex'))]))}))}
const mix=JSON.parse(readFileSync(f)); const un=l=>l.map(h=>Buffer.from(h,'hex'))
const { decodePush } = await import(process.argv[2])
const time=(list,ms=400)=>{ let n=0; const end=Date.now()+ms; let best=1e9; while(Date.now()<end){const c=process.cpuUsage(); for(let i=0;i<20;i++)for(const x of list) n+=decodePush(x)===undefined?1:0; const d=process.cpuUsage(c); best=Math.min(best,(d.user+d.system)/20/list.length)} return best.toFixed(3)}
const all=un(mix.frames); time(all,1500)
console.log('mix',time(all,1500), ...KINDS.filter(k=>!/Mini|Limit/.test(k)).map(k=>k.replace(/public|private(?=X)/,'')+' '+time(un(mix.byKind[k]))))
