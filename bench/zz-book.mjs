import { decodePush } from '@spotdeck/wire'
import { notSynced,onSnapshot,onUpdate,snapshotOf,updateOf } from '@spotdeck/mexc'
import { recordMix } from './lib/mix.mjs'
const mix = await recordMix((f)=>decodePush(f).body.kind)
const pushes = mix.all.publicAggreDepths.map(f=>decodePush(f))
const t=(f)=>{const c=process.cpuUsage(); f(); const d=process.cpuUsage(c); return ((d.user+d.system)/pushes.length).toFixed(3)}
for (let r=0;r<12;r++){
  const books={}; for (const [s,a] of Object.entries(mix.snapshots)) books[s]=onSnapshot(notSynced,snapshotOf(a))
  let ups; const a=t(()=>{ups=pushes.map(p=>[p.symbol,updateOf(p.body.value)])}); const b=t(()=>{for(const [s,u] of ups) books[s]=onUpdate(books[s],u)})
  console.log(a,b)
}
const lv=pushes.flatMap(p=>[...p.body.value.bids,...p.body.value.asks]); console.log(lv.length/pushes.length, lv.slice(0,12).map(l=>l.price+'x'+l.quantity).join(' '))
