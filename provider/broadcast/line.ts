/**
 * The provider code stored in the state of every Announcement and Delivery. It loads the installed package, so the code that runs is always
 * the current one. When the package is not installed, check fails with one sentence, and refresh and destroy still work, except that a send
 * still scheduled cannot be deleted; the host supplies defaults for the operations left out. Frozen: a golden test compares it.
 */
export const providerLine =
  'exports.handler=()=>{try{return require("pulumi-broadcast/provider").provider}catch(e){let reason="run npm i pulumi-broadcast ("+(e.code||e)+")";return{check:async()=>({failures:[{property:"",reason}]}),async delete(i,p){if(p.due>Date.now())throw Error(reason)}}}}';
