import { decodePush } from '@spotdeck/wire'
import { OrderBook,snapshotOf,updateOf } from '@spotdeck/mexc'
import { recordMix } from './lib/mix.mjs'
const mix = await recordMix((f)=>decodePush(f).body.kind)
const ups = mix.all.publicAggreDepths.map(f=>{const p=decodePush(f); return [p.symbol,updateOf(p.body.value)]})
const res=[]
for (let r=0;r<40;r++){
  const books={}; for (const [s,a] of Object.entries(mix.snapshots)) books[s]=new OrderBook(snapshotOf(a))
  const c=process.cpuUsage(); for(const [s,u] of ups) books[s].apply(u); const d=process.cpuUsage(c); res.push((d.user+d.system)/ups.length)
}
res.sort((a,b)=>a-b); console.log('apply µs', res[20].toFixed(3), res[4].toFixed(3))
