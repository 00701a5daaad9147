/**
 * The provider text that the state of every Announcement and Delivery holds. It loads the installed package, so the code is
 * always the present one; without the package, check says so in one sentence, and refresh and destroy work, except for a
 * send still scheduled (what the text leaves out, the host does: no change, and what was there). It is frozen: see its golden test.
 */
export const providerLine =
  'exports.handler=()=>{try{return require("pulumi-broadcast/provider").provider}catch(e){let reason="run npm i pulumi-broadcast ("+(e.code||e)+")";return{check:async()=>({failures:[{property:"",reason}]}),async delete(i,p){if(p.due>Date.now())throw Error(reason)}}}}';
