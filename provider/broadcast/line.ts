/**
 * The provider text that the state of every Announcement and Delivery holds. It loads the installed package, so the code is
 * always the present one; without the package, what only cleans up still works. It is frozen: see its golden test.
 */
export const providerLine =
  'exports.handler=()=>{try{return require("pulumi-broadcast/provider").provider}catch(e){const r="pulumi-broadcast does not load ("+(e.code||e)+"): npm i pulumi-broadcast",n=async()=>{throw Error(r)};return{check:async()=>({failures:[{property:"",reason:r}]}),diff:async()=>({changes:!1}),read:async(id,props)=>({id,props}),create:n,update:n,delete:async(i,p)=>(p.sends||[]).some(s=>s.state=="scheduled"&&Date.parse(s.scheduledFor)>Date.now())&&n()}}}';
