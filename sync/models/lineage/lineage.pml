/* lineage.pml: one store, its cloud and up to two boxes over breaks of history. See README.md for switches.
 * Every d_step is one commit (or one commit plus the message that carries it: a lost answer = a later step that never runs).
 * F_* are the rules, off by default; M_* are mutants. F_SRV (a confirmation that was served under an earlier join goes down as
 * "look first") and F_REVLATE (a revoke that reaches a confirmed, not started order takes it off the queue) are not built: no run
 * needs them.                                                                                       */
#ifdef FIXED          /* the rules as they are built */
#define F_REG         /* epoch register outside the database: numbers and fencing outlive a set-back */
#define F_CERTKEY     /* certificate carries the node's public key: a forgotten node can sign in */
#define F_DOUBT       /* a confirmed, not yet started order of the old box enters the snapshot as "look first" */
#define F_START       /* a cloud that starts on another database incarnation freezes every store and knows no token */
#define F_WDCONF      /* rebuild: forgotten confirmation of an order cancelled since: exception, never confirm; forgotten revoke of a confirmed one cancels and refunds */
#define F_FORKIN      /* a fork never rebuilds; its unknown inbox entries are handed in with enrolment and with re-log: effects only, no renumbering */
#define F_CHAIN       /* a join names the join before it */
#define F_MARK        /* a disk put back by the tool is marked and always joins as a fork */
#define F_JUMP        /* rebuild over an epoch jump raises "re-log the earlier boxes' disks" */
#define F_ORPH        /* intents nobody remembers are listed whenever an incarnation is new, not only in a rebuild */
#define F_CELL        /* same epoch, other node: fenced */
#define F_PREM        /* a made event of an order that is not confirmed here: made + exception, never quarantined for ever */
#define F_ANSTOK      /* a shape answer carries the token it was asked with; a box drops one that is not of its present token */
#define F_FRZCONF     /* the freeze holds back confirmations and what webhooks bring, too */
#define F_NET         /* "captured" means net of refunds: an intent read as captured and given back confirms nothing, it cancels */
#define F_READ        /* a new incarnation reads the provider (intents and refunds) for every order that is not over before a freeze ends */
#define F_SNAP        /* a box keeps the snapshot of its enrolment and hands it back in a rebuild over an epoch jump */
#define F_ORPHCAP     /* an intent nobody remembers that is captured is never given back by itself: it was accepted and may have been made */
#define F_LOOKCAP     /* enrolment after a set-back that no box has joined since: what the provider has as captured and this cloud has not confirmed goes down as "look first" */
#define F_LOOKOFF     /* a freeze that ends without the box's join: what is offered here may have been confirmed and made since, paid or not, and goes down as "look first" */
#define F_LOOKREVK    /* the same where the freeze ends by a revocation, and the next box comes later */
#define F_LOOKIN      /* what a disk hands in of an order that this cloud forgot goes down as "look first" */
#define F_LOOKDEC     /* the next box declines nothing of that by itself, as closed or full: its staff do, once they have looked */
#define F_LOOKWD      /* who withdraws that before anybody has looked raises an exception */
#define F_MARKX       /* the restore tool turns confirmed, not started orders of the backup into "look first", before the box sells again */
#endif
#ifdef NO_F_REG
#undef F_REG
#endif
#ifdef NO_F_CERTKEY
#undef F_CERTKEY
#endif
#ifdef NO_F_DOUBT
#undef F_DOUBT
#endif
#ifdef NO_F_START
#undef F_START
#endif
#ifdef NO_F_WDCONF
#undef F_WDCONF
#endif
#ifdef NO_F_FORKIN
#undef F_FORKIN
#endif
#ifdef NO_F_CHAIN
#undef F_CHAIN
#endif
#ifdef NO_F_MARK
#undef F_MARK
#endif
#ifdef NO_F_JUMP
#undef F_JUMP
#endif
#ifdef NO_F_ORPH
#undef F_ORPH
#endif
#ifdef NO_F_CELL
#undef F_CELL
#endif
#ifdef NO_F_PREM
#undef F_PREM
#endif
#ifdef NO_F_NET
#undef F_NET
#endif
#ifdef NO_F_READ
#undef F_READ
#endif
#ifdef NO_F_SNAP
#undef F_SNAP
#endif
#ifdef NO_F_ORPHCAP
#undef F_ORPHCAP
#endif
#ifdef NO_F_LOOKCAP
#undef F_LOOKCAP
#endif
#ifdef NO_F_LOOKOFF
#undef F_LOOKOFF
#endif
#ifdef NO_F_LOOKREVK
#undef F_LOOKREVK
#endif
#ifdef NO_F_LOOKIN
#undef F_LOOKIN
#endif
#ifdef NO_F_LOOKDEC
#undef F_LOOKDEC
#endif
#ifdef NO_F_LOOKWD
#undef F_LOOKWD
#endif
#ifdef NO_F_ANSTOK
#undef F_ANSTOK
#endif
#ifdef NO_F_FRZCONF
#undef F_FRZCONF
#endif
#ifdef NO_F_MARKX
#undef F_MARKX
#endif
#ifndef LM
#define LM 6
#endif
#ifndef IM
#define IM 6
#endif
#ifndef NSET
#define NSET 1        /* set-backs of the cloud */
#endif
#ifndef NSNAP
#define NSNAP 1       /* snapshots (lagging replica / backup), each at any moment */
#endif
#ifndef NCLONE
#define NCLONE 0
#endif
#ifndef NREST
#define NREST 0       /* backup of box A taken and put back */
#endif
#ifndef NDIE
#define NDIE 0
#endif
#ifndef NREPL
#define NREPL 0       /* HQ replaces a box that is alive (silent, or by mistake) */
#endif
#ifndef NREVK
#define NREVK 0       /* HQ revokes without a replacement */
#endif
#ifndef NSALE
#define NSALE 1
#endif
#ifndef NDOC
#define NDOC 0
#endif
#ifndef NLOST
#define NLOST 0       /* lost answers of a join */
#endif
#ifndef NCON
#define NCON 0        /* reconnects of a healthy box */
#endif
#ifndef NDEC
#define NDEC 0
#endif
#ifdef CASH           /* the order is paid at the counter: offered as it is placed, and nothing at the provider says that it was confirmed */
#define PAYS 0
#else
#define PAYS 1
#endif

/* event ids: 1,2,3 accepted; 4,5 declined; 6..9 made; 10,11,12 cash sale */
#define B(x) (1<<((x)-1))
#define OFF 1
#define CON 2
#define REV 3
#define EX_WD 1       /* made / confirmed, but cancelled here */
#define EX_TW 2       /* made event of an order that is made already */
#define EX_DEC 4      /* declined by one history, made by another */
#define EX_PRE 8      /* made before this history confirmed */
#define EX_LOOK 32
#define EX_MULTI 16   /* rebuilt over an unknown epoch: re-log earlier disks */

typedef Cl { byte ep; byte nid; byte last; byte lg[LM]; byte inl; byte inb[IM]; byte st; bool off; bool acc; byte pay; byte ref;
  byte dv; byte dc; byte gen; byte tok; byte ptok; byte jby; byte srv; bool frz; bool nr; byte hin; bool lk; bool can; short facts; byte exc }
typedef Bx { byte up; byte nid; byte ep; byte ln; byte lg[LM]; byte inl; byte inb[IM]; byte x; byte tok; bool on; byte gen; byte dv; byte dc;
  byte boot; bool fen; bool conf; bool mark; byte sx; short has; short lm }
Cl c; Cl s; bool snv;
Bx b[2];
#if NREST > 0
Bx bk; bool bkv;
#endif
/* provider, never set back */
byte p; byte pref; bool born;   /* p: 0 hold 1 captured 2 canceled */
/* budgets and ghosts */
byte nset=NSET, nsnap=NSNAP, nclone=NCLONE, nrest=NREST, ndie=NDIE, nrepl=NREPL, nrevk=NREVK, nsale=NSALE, ndoc=NDOC, nlost=NLOST, ncon=NCON, ndec=NDEC;
#ifdef WIRE
byte wi, wn, wtok, wch[IM]; byte nwire=WIRE;   /* one answer of /v1/shape on its way: box, place, token, the chain it continues */
#endif
bool calm, fin, mok=1, mrd;
byte g_hist, g_ep, g_nid, g_boot, g_phys, g_acc, g_dec, g_made, g_sale;
byte g_ser[6];        /* epoch letter -> node that minted under it */
byte g_rev;           /* nodes (bit) that HQ ever replaced or revoked: K3 */
bool g_two;           /* two boxes were able to work at once (clone; alive box replaced; disk put back unmarked) */
byte t1,t2,t3; byte tmp[IM];

#define PF(n,u,v) ((n<1||u[0]==v[0])&&(n<2||u[1]==v[1])&&(n<3||u[2]==v[2])&&(n<4||u[3]==v[3])&&(n<5||u[4]==v[4])&&(n<6||u[5]==v[5]))
#define SAME(i) (b[i].ep==c.ep && b[i].nid==c.nid)
#define LOGC(i) (c.last<=b[i].ln && PF(c.last,c.lg,b[i].lg))
#ifdef M_INSEQ  /* mutant: inbox position compared by number only */
#define INC(i) (b[i].inl<=c.inl)
#else
#define INC(i) (b[i].inl<=c.inl && PF(b[i].inl,b[i].inb,c.inb))
#endif
#ifdef M_DOCV   /* mutant: version only */
#define DOCC(i) (b[i].dv<=c.dv)
#else
#define DOCC(i) (b[i].dv<c.dv || (b[i].dv==c.dv && b[i].dc==c.dc))
#endif
#ifdef M_NOGEN
#define GENC(i) 1
#else
#define GENC(i) (b[i].gen<=c.gen)
#endif
#ifdef F_CHAIN
#define CTR(x) (x>>3)
#define STALE(i) (b[i].tok!=c.tok && !(b[i].tok==c.ptok && c.jby==b[i].boot) && CTR(b[i].tok)<=CTR(c.tok))
#else
#define STALE(i) 0
#endif
#ifdef F_MARK
#define MARKED(i) b[i].mark
#else
#define MARKED(i) 0
#endif
#ifdef F_REG
#define OLDEP(i) (b[i].ep<c.ep || b[i].ep<g_ep)
#else
#define OLDEP(i) (b[i].ep<c.ep)
#endif
#ifdef M_OLDEP
#undef OLDEP
#define OLDEP(i) 0
#endif
#define RUN(i) (b[i].up==1)
#define CUR(i) (RUN(i) && b[i].on && !b[i].fen && !b[i].conf && b[i].tok==c.tok && mok)
/* ---- the plan table ---- */
#ifdef F_CELL
#define FENCE(i) (OLDEP(i) || (b[i].ep==c.ep && b[i].nid!=c.nid))
#else
#define FENCE(i) (OLDEP(i))     /* the table names older epoch and revoked node only; see 401 below */
#endif
#define HIGHER(i) (!FENCE(i) && b[i].ep>c.ep)
#define ODD(i) (!FENCE(i) && b[i].ep==c.ep && b[i].nid!=c.nid)
#define FORK(i) (SAME(i) && (!LOGC(i) || STALE(i) || MARKED(i)))
#define LACK(i) (SAME(i) && (!INC(i) || !DOCC(i) || !GENC(i)))
#ifdef X_REBFIRST   /* tried: rebuild before fork; livelocks with a clone */
#define P_REB(i) ((HIGHER(i) || LACK(i)) && !FENCE(i))
#define P_NEW(i) (FORK(i) && !LACK(i) && !FENCE(i))
#else
#define P_REB(i) ((HIGHER(i) || (LACK(i) && !FORK(i))) && !FENCE(i))
#define P_NEW(i) (FORK(i) && !FENCE(i))
#endif
#define P_CON(i) (SAME(i) && !FENCE(i) && !FORK(i) && !LACK(i))
#define OK(i) (CUR(i) && P_CON(i))

#define CLRLG(y) y.lg[0]=0;y.lg[1]=0;y.lg[2]=0;y.lg[3]=0;y.lg[4]=0;y.lg[5]=0
#define CPLG(d,y) d.lg[0]=y.lg[0];d.lg[1]=y.lg[1];d.lg[2]=y.lg[2];d.lg[3]=y.lg[3];d.lg[4]=y.lg[4];d.lg[5]=y.lg[5]
#define CPIN(d,y) d.inb[0]=y.inb[0];d.inb[1]=y.inb[1];d.inb[2]=y.inb[2];d.inb[3]=y.inb[3];d.inb[4]=y.inb[4];d.inb[5]=y.inb[5]
inline cpC(d,y) { d.ep=y.ep;d.nid=y.nid;d.last=y.last;CPLG(d,y);d.inl=y.inl;CPIN(d,y);d.st=y.st;d.off=y.off;d.acc=y.acc;d.pay=y.pay;d.ref=y.ref;
  d.dv=y.dv;d.dc=y.dc;d.gen=y.gen;d.tok=y.tok;d.ptok=y.ptok;d.jby=y.jby;d.srv=y.srv;d.frz=y.frz;d.nr=y.nr;d.hin=y.hin;d.lk=y.lk;d.can=y.can;d.facts=y.facts;d.exc=y.exc }
inline cpB(d,y) { d.up=y.up;d.nid=y.nid;d.ep=y.ep;d.ln=y.ln;CPLG(d,y);d.inl=y.inl;CPIN(d,y);d.x=y.x;d.tok=y.tok;d.on=0;d.gen=y.gen;d.dv=y.dv;d.dc=y.dc;
  d.boot=y.boot;d.fen=y.fen;d.conf=y.conf;d.mark=y.mark;d.sx=y.sx;d.has=y.has;d.lm=y.lm }

inline inAdd(k) { assert(c.inl<IM); c.inb[c.inl]=k+4*g_hist; c.inl++ }
inline logAdd(i,id) { assert(b[i].ln<LM); b[i].lg[b[i].ln]=id; b[i].ln++; b[i].has=b[i].has|B(id); b[i].lm=b[i].lm|B(id) }
inline cancelX() { c.st=4; c.can=1; if :: c.pay==2 && c.ref==0 -> c.ref=1 :: else fi }
inline confirmX() { c.st=2; inAdd(CON) }
#ifdef F_LOOKWD
#define LOOKWD if :: c.lk -> c.exc=c.exc|EX_LOOK :: else fi
#else
#define LOOKWD skip
#endif
inline withdrawX() { LOOKWD; cancelX(); if :: c.off -> inAdd(REV) :: else fi }

/* ingest of one event: exactly once by id */
inline applyEv(id) {
  if
#ifndef M_NODEDUP
  :: (c.facts & B(id)) -> skip
  :: else ->
#else
  :: else -> assert(!(id>=10 && (c.facts & B(id))));     /* I2: a sale counted twice */
#endif
     c.facts = c.facts | B(id);
     if
     :: id<=3 -> if :: c.st==0 -> c.st=1; c.off=1; c.acc=1 :: c.st==1 -> c.acc=1 :: else fi
     :: id==4||id==5 ->
        if :: c.st<=2 -> c.off=1; cancelX() :: c.st==3 -> c.exc=c.exc|EX_DEC :: else fi
     :: id>=6&&id<=9 ->
        if
        :: c.st==2 -> c.st=3
        :: c.st==3 -> c.exc=c.exc|EX_TW
#ifdef M_MADECANC
        :: c.st==4 -> c.st=3
#else
        :: c.st==4 -> c.exc=c.exc|EX_WD
#endif
        :: c.st<=1 ->
#ifdef F_PREM
           c.st=3; c.off=1; c.acc=1; c.exc=c.exc|EX_PRE
#else
           c.facts = c.facts & ~B(id); c.exc=c.exc|64     /* quarantined: nothing confirms it, nobody frees it */
#endif
        :: else
        fi
     :: else
     fi
  fi }

/* rebuild: hand-back, one commit */
inline effect(e) {
  if
  :: (e&3)==OFF -> if :: c.st==0 -> c.st=1; c.off=1 :: else -> c.off=1 fi
  :: (e&3)==CON ->
     if
     :: c.st<=1 -> c.st=2; c.off=1; c.acc=1
#ifdef F_WDCONF
     :: c.st==4 -> c.exc=c.exc|EX_WD
#else
     :: c.st==4 -> c.st=2      /* "a forgotten confirmation confirms" */
#endif
     :: else
     fi
  :: (e&3)==REV ->
     if
     :: c.st<=1 -> cancelX(); c.off=1
#ifdef F_WDCONF
     :: c.st==2 -> cancelX()
     :: c.st==3 -> c.exc=c.exc|EX_WD
#endif
     :: else
     fi
  fi }
#ifdef M_HANDBACK     /* mutant: number above, hand nothing back */
#define EFFECT(e) skip
#else
#define EFFECT(e) effect(e)
#endif
#ifdef F_NET
#define NETREF if :: pref>0 -> c.ref=2 :: else fi
#else
#define NETREF skip
#endif
inline readProvider() {
  if :: p==1 && c.st!=0 -> NETREF :: else fi;
  if :: p==1 && c.pay!=2 && c.st!=0 -> c.pay=2 :: p==2 && c.pay!=2 && c.st!=0 -> c.pay=3 :: else fi;
  if :: c.st==4 && c.pay==2 && c.ref==0 -> c.ref=1 :: else fi }
inline unfreeze() {
#ifdef F_READ
  if :: mrd && p==1 && pref>0 && c.st!=0 ->
        c.pay=2; c.ref=2;
        if :: c.st<=2 -> if :: c.st==2 -> c.exc=c.exc|EX_WD :: else fi; withdrawX()
           :: c.st==3 -> c.exc=c.exc|EX_WD
           :: else fi
     :: else fi;
  mrd=0;
#endif
  c.frz=0 }
inline rebuild(i) {
  t1=0;
  do :: t1<b[i].inl && t1<c.inl && b[i].inb[t1]==c.inb[t1] -> t1++ :: else -> break od;
  t2=t1; t3=0;
  do :: t2<c.inl -> tmp[t3]=c.inb[t2]; t3++; t2++ :: else -> break od;   /* own entries the box has never seen */
  c.inl=t1;
  do :: c.inl<b[i].inl -> c.inb[c.inl]=b[i].inb[c.inl]; EFFECT(c.inb[c.inl]); c.inl++ :: else -> break od;
  t2=0;
  do :: t2<t3 -> assert(c.inl<IM); c.inb[c.inl]=tmp[t2]; c.inl++; tmp[t2]=0; t2++ :: else -> break od;
  t2=c.inl; do :: t2<IM -> c.inb[t2]=0; t2++ :: else -> break od;
  if :: !DOCC(i) -> if :: b[i].dv>c.dv -> c.dv=b[i].dv+1 :: else -> c.dv++ fi :: else fi;
  if :: b[i].gen>c.gen -> c.gen=b[i].gen :: else fi; c.gen++;
  if :: b[i].ep!=c.ep -> c.ep=b[i].ep; c.nid=b[i].nid; c.last=0; CLRLG(c); c.tok=b[i].tok; c.ptok=0; c.srv=0;
#ifdef F_JUMP
     c.nr=1; c.exc=c.exc|EX_MULTI
#endif
     :: else fi;
#ifdef F_SNAP
  if
  :: (b[i].sx==1||b[i].sx==5) && c.st==0 -> c.st=1; c.off=1
  :: b[i].sx==2 && c.st<=1 -> c.st=2; c.off=1; c.acc=1
  :: b[i].sx==3 && c.st<=2 -> c.st=3; c.off=1; c.acc=1
  :: b[i].sx==3 && c.st==4 -> c.exc=c.exc|EX_WD
  :: b[i].sx==2 && c.st==4 -> c.exc=c.exc|EX_WD
  :: b[i].sx==4 && c.st<=2 -> c.off=1; cancelX()
  :: b[i].sx==4 && c.st==3 -> c.exc=c.exc|EX_WD
  :: else
  fi;
  if :: b[i].sx==5 && c.st==1 -> c.acc=1 :: else fi;
#endif
  readProvider();
#ifndef F_ORPH
  if :: c.st==0 && born -> c.st=4; readProvider() :: else fi;
#endif
  if :: !FORK(i) -> unfreeze() :: else fi;
  t1=0;t2=0;t3=0 }

#define KNOWN(e) (c.inb[0]==e||c.inb[1]==e||c.inb[2]==e||c.inb[3]==e||c.inb[4]==e||c.inb[5]==e)
inline handInOwn(i) {       /* before the snapshot is taken for the box itself */
#ifdef F_FORKIN
  t1=0;
  do :: t1<b[i].inl -> if :: !KNOWN(b[i].inb[t1]) -> effect(b[i].inb[t1]) :: else fi; t1++ :: else -> break od;
  t1=0
#else
  skip
#endif
}
#ifdef F_LOOKIN
#define LOOKIN c.lk=1
#else
#define LOOKIN skip
#endif
inline handInDisk(j) {      /* an odd disk, while another box (or none) is the store's: what it applied and this cloud forgot */
  c.hin=c.hin|(1<<j);
#ifdef F_FORKIN
  t1=0;
  do
  :: t1<b[j].inl ->
     if
     :: !KNOWN(b[j].inb[t1]) && (b[j].inb[t1]&3)==OFF -> if :: c.st==0 -> c.st=1; LOOKIN; if :: !PAYS -> c.off=1; inAdd(OFF) :: else fi :: else fi
     :: !KNOWN(b[j].inb[t1]) && (b[j].inb[t1]&3)==CON ->
        if :: c.st<=1 -> LOOKIN; if :: !c.off -> c.off=1; inAdd(OFF) :: else fi; c.acc=1; confirmX()
           :: c.st==4 -> c.exc=c.exc|EX_WD
           :: else fi
     :: !KNOWN(b[j].inb[t1]) && (b[j].inb[t1]&3)==REV ->
        if :: c.st<=2 -> if :: c.st==0 -> c.st=1 :: else fi; withdrawX()
           :: c.st==3 -> c.exc=c.exc|EX_WD
           :: else fi
     :: else
     fi; t1++
  :: else -> break
  od;
  t1=0
#else
  skip
#endif
}
inline freshTok() {
#ifdef F_CHAIN
  if :: CTR(t3)>CTR(c.tok) -> t1=CTR(t3) :: else -> t1=CTR(c.tok) fi;
  c.ptok=t3; c.tok=8*(t1+1)+g_hist; t1=0; assert(c.tok<240)
#else
  t1=1;
  do :: (t1==c.tok||t1==s.tok||t1==b[0].tok||t1==b[1].tok
#if NREST>0
     ||t1==bk.tok
#endif
     ) -> t1++ :: else -> break od;
  c.tok=t1; t1=0
#endif
  }

#ifdef F_LOOKCAP
#define LOOKCAP if :: mrd && p==1 && c.st<=1 && born -> c.lk=1; c.exc=c.exc|EX_LOOK :: else fi
#else
#define LOOKCAP skip
#endif
/* a freeze ends, and no box of the lost time has said what it was told */
#ifdef F_LOOKOFF
#define LOOKOFF if :: mrd && c.st==1 && c.off -> c.lk=1 :: else fi
#else
#define LOOKOFF skip
#endif
/* enrolment: one commit; the snapshot is what the box then stands for. Idempotent by key, so a lost answer is only later. */
#ifdef F_DOUBT
#define CONFX 5
#else
#define CONFX 2
#endif
inline enrol(i) {
  if :: c.nid>0 -> g_rev=g_rev|(1<<c.nid) :: else fi;
  if :: b[i].nid>0 -> g_rev=g_rev|(1<<b[i].nid) :: else fi;
#ifdef F_REG
  c.ep=g_ep+1;
#else
  c.ep=c.ep+1;
#endif
  if :: c.ep>g_ep -> g_ep=c.ep :: else fi;
  handInOwn(i);
  LOOKCAP; LOOKOFF;
  unfreeze(); g_nid++; c.nid=g_nid; c.last=0; CLRLG(c); c.nr=1;
  b[i].sx=(c.st==1 -> (c.off -> (c.acc -> 5 : 1) : 0) : c.st);
  b[i].up=1; b[i].nid=c.nid; b[i].ep=c.ep; b[i].ln=0; CLRLG(b[i]); b[i].lm=0; b[i].fen=0; b[i].conf=0; b[i].mark=0; b[i].on=0;
#ifdef M_INBOX0
  b[i].inl=0; b[i].inb[0]=0;b[i].inb[1]=0;b[i].inb[2]=0;b[i].inb[3]=0;b[i].inb[4]=0;b[i].inb[5]=0; b[i].x=0;
#else
  b[i].inl=c.inl; CPIN(b[i],c);
  if
  :: c.st==1 && !c.off -> b[i].x=0
  :: c.st==1 && c.off && !c.acc -> b[i].x=6
  :: c.st==1 && c.off && c.acc -> b[i].x=1
  :: c.st==2 -> b[i].x=CONFX
  :: c.st==3 -> b[i].x=3
  :: c.st==4 && c.off -> b[i].x=4
  :: else -> b[i].x=0
  fi;
#endif
  b[i].gen=c.gen; b[i].dv=c.dv; b[i].dc=c.dc; b[i].boot=g_boot; g_boot++;
  t3=c.tok; freshTok(); t3=0; c.ptok=0; c.jby=b[i].boot; b[i].tok=c.tok; c.srv=c.inl }

#define UNSENT(j,i) (b[j].has & ~c.facts & ~b[i].lm)
#define LOW(m) ((m&1)->1:((m&2)->2:((m&4)->3:((m&8)->4:((m&16)->5:((m&32)->6:((m&64)->7:((m&128)->8:((m&256)->9:((m&512)->10:((m&1024)->11:12)))))))))))

/* re-log of one event under its old id; the box's own picture of X follows where X has not moved on */
inline relog(i,id) {
  logAdd(i,id);
  if
  :: (id==4||id==5) && (b[i].x==0||b[i].x==1||b[i].x==2||b[i].x==5||b[i].x==6) -> b[i].x=4
  :: id>=6&&id<=9 && (b[i].x==0||b[i].x==1||b[i].x==2||b[i].x==5||b[i].x==6) -> b[i].x=3
  :: id<=3 && (b[i].x==0||b[i].x==6) -> b[i].x=1
  :: else
  fi }
inline physMake() { g_phys++;
#ifdef STRONG1
  assert(g_phys<=1 || g_two)            /* K1 strong: twice only where two boxes could work at once */
#endif
  }

#ifdef F_LOOKDEC
#define DECLINES (!c.lk || g_phys==0)
#else
#define DECLINES 1
#endif
proctype Box(byte i) {
end: do
  /* ---------------- counter ---------------- */
  :: d_step { RUN(i) && !b[i].fen && nsale>0 -> nsale--; g_sale++; logAdd(i, 9+g_sale);
       assert(g_ser[b[i].ep]==0 || g_ser[b[i].ep]==b[i].nid);       /* K1: receipt and ticket letters */
       g_ser[b[i].ep]=b[i].nid }
  :: d_step { RUN(i) && !b[i].fen && b[i].x==2 && g_made<4 -> b[i].x=3; physMake(); g_made++; logAdd(i, 5+g_made) }
  :: d_step { RUN(i) && !b[i].fen && b[i].x==5 && g_made<4 -> b[i].x=3; if :: g_phys==0 -> physMake() :: else fi; g_made++; logAdd(i, 5+g_made) }
  :: d_step { RUN(i) && !b[i].fen && b[i].x==6 && g_acc<3 -> b[i].x=1; g_acc++; logAdd(i, g_acc) }
  :: d_step { RUN(i) && !b[i].fen && (b[i].x==1||b[i].x==6) && ndec>0 && g_dec<2 && DECLINES -> ndec--; b[i].x=4; g_dec++; logAdd(i, 3+g_dec) }
  /* ---------------- join ---------------- */
  :: d_step { RUN(i) && !b[i].fen && FENCE(i) -> b[i].fen=1; b[i].on=0; b[i].conf=0 }
#ifndef F_CELL
  :: d_step { RUN(i) && !b[i].fen && ODD(i) && !b[i].conf -> b[i].conf=1; b[i].on=0 }   /* no cell: refused, nobody knows the way out */
#endif
  :: d_step { RUN(i) && !b[i].fen && P_CON(i) && (!CUR(i)) ->
       t3=b[i].tok; freshTok(); t3=0;
       c.jby=b[i].boot; if :: c.frz||mrd -> unfreeze() :: else fi; b[i].conf=0;
       if :: nlost>0 && !calm -> nlost--  :: 1 -> b[i].tok=c.tok; b[i].on=1; b[i].gen=c.gen fi;
       mok=1 }
  :: d_step { RUN(i) && !b[i].fen && P_NEW(i) && !b[i].conf -> b[i].conf=1; b[i].on=0; c.frz=1 }
#ifdef F_CERTKEY
  :: d_step { RUN(i) && !b[i].fen && P_REB(i) && !c.frz -> c.frz=1; b[i].on=0 }
  :: d_step { RUN(i) && !b[i].fen && P_REB(i) && c.frz -> rebuild(i); b[i].conf=0; b[i].on=0 }
#else
  /* as built: a node whose enrolment is forgotten gets 401 at sign-in, before any join */
  :: d_step { RUN(i) && !b[i].fen && P_REB(i) && !HIGHER(i) && !c.frz -> c.frz=1; b[i].on=0 }
  :: d_step { RUN(i) && !b[i].fen && P_REB(i) && !HIGHER(i) && c.frz -> rebuild(i); b[i].conf=0; b[i].on=0 }
#endif
  :: d_step { !calm && ncon>0 && CUR(i) -> ncon--; b[i].on=0 }
  /* ---------------- up ---------------- */
#ifdef M_NOHASH
#define FITS(i) (CUR(i) && SAME(i) && c.last<b[i].ln)
#else
#ifdef M_NOTOKUP
#define FITS(i) (RUN(i) && !b[i].fen && !b[i].conf && SAME(i) && LOGC(i) && c.last<b[i].ln)
#else
#define FITS(i) (OK(i) && c.last<b[i].ln)
#endif
#endif
  :: d_step { FITS(i) ->
#ifndef NOK3
       assert(!(g_rev & (1<<b[i].nid)));                             /* K3 */
#endif
       t1=b[i].lg[c.last]; applyEv(t1); c.lg[c.last]=t1; c.last++; t1=0 }
  /* ---------------- down ---------------- */
#ifdef M_CONFLDOWN   /* mutant: a box in CONFLICT still applies */
#define GETS(i) (RUN(i) && !b[i].fen && SAME(i) && INC(i) && b[i].inl<c.inl)
#else
#define GETS(i) (OK(i) && b[i].inl<c.inl)
#endif
#ifdef F_FORKIN
#define TAKES(i) (b[i].x==1||b[i].x==6)    /* offered in the snapshot, accepted by an earlier box */
#else
#define TAKES(i) (b[i].x==1)
#endif
#define NXT(i) (c.inb[b[i].inl])
#define STEPIN(i) b[i].inb[b[i].inl]=NXT(i); b[i].inl++; if :: c.srv<b[i].inl -> c.srv=b[i].inl :: else fi
  :: d_step { GETS(i) && (NXT(i)&3)==OFF && (b[i].x!=0 || g_acc<3) ->
       if :: b[i].x==0 -> b[i].x=1; g_acc++; logAdd(i, g_acc) :: else fi; STEPIN(i) }
  :: d_step { GETS(i) && (NXT(i)&3)==OFF && b[i].x==0 && ndec>0 && g_dec<2 && DECLINES -> ndec--; b[i].x=4; g_dec++; logAdd(i, 3+g_dec); STEPIN(i) }
  :: d_step { GETS(i) && (NXT(i)&3)==CON ->
#ifdef F_SRV
       if :: TAKES(i) && (b[i].inl<c.srv || c.lk) -> b[i].x=5 :: TAKES(i) && b[i].inl>=c.srv && !c.lk -> b[i].x=2 :: else fi;
#else
       if :: TAKES(i) && c.lk -> b[i].x=5 :: TAKES(i) && !c.lk -> b[i].x=2 :: else fi;
#endif
       STEPIN(i) }
  :: d_step { GETS(i) && (NXT(i)&3)==REV ->
#ifdef F_REVLATE
       if :: b[i].x==0||b[i].x==1||b[i].x==6||b[i].x==2||b[i].x==5 -> b[i].x=4 :: else fi;
#else
       if :: b[i].x==0||b[i].x==1||b[i].x==6 -> b[i].x=4 :: else fi;
#endif
       STEPIN(i) }
#ifdef WIRE
  :: d_step { !calm && nwire>0 && wi==0 && GETS(i) -> nwire--; wi=i+1; wn=b[i].inl; wtok=b[i].tok; wch[0]=c.inb[0];wch[1]=c.inb[1];wch[2]=c.inb[2];wch[3]=c.inb[3];wch[4]=c.inb[4];wch[5]=c.inb[5];
#ifdef F_SRV
       if :: c.srv<=wn -> c.srv=wn+1 :: else fi
#endif
     }
#ifdef F_ANSTOK
#define WOK(i) (b[i].on && b[i].tok==wtok)
#else
#define WOK(i) 1
#endif
  :: d_step { wi==i+1 && RUN(i) && !b[i].fen && !b[i].conf && WOK(i) && b[i].inl==wn && PF(wn,wch,b[i].inb) && g_acc<3 ->
       if
       :: (wch[wn]&3)==OFF && b[i].x==0 -> b[i].x=1; g_acc++; logAdd(i, g_acc)
       :: (wch[wn]&3)==CON && TAKES(i) -> b[i].x=(c.lk -> 5 : 2)
#ifdef F_REVLATE
       :: (wch[wn]&3)==REV && (b[i].x==0||b[i].x==1||b[i].x==6||b[i].x==2||b[i].x==5) -> b[i].x=4
#else
       :: (wch[wn]&3)==REV && (b[i].x==0||b[i].x==1||b[i].x==6) -> b[i].x=4
#endif
       :: else fi;
       b[i].inb[wn]=wch[wn]; b[i].inl++; wi=0; wn=0; wtok=0; wch[0]=0;wch[1]=0;wch[2]=0;wch[3]=0;wch[4]=0;wch[5]=0 }
  :: d_step { wi==i+1 -> wi=0; wn=0; wtok=0; wch[0]=0;wch[1]=0;wch[2]=0;wch[3]=0;wch[4]=0;wch[5]=0 }
#endif
#if NDOC > 0
#ifdef M_DOCV
  :: d_step { CUR(i) && SAME(i) && b[i].dv<c.dv -> b[i].dv=c.dv; b[i].dc=c.dc }
#else
  :: d_step { OK(i) && (b[i].dv!=c.dv || b[i].dc!=c.dc) -> b[i].dv=c.dv; b[i].dc=c.dc }
#endif
#endif
  /* ---------------- re-log into this box: from its own old log, a kept disk, a fenced box ---------------- */
  :: d_step { OK(i) && c.nr && UNSENT(i,i) -> t1=LOW(UNSENT(i,i)); relog(i,t1); t1=0 }
  :: d_step { OK(i) && (c.nr||b[1-i].fen) && (b[1-i].up==2 || (RUN(1-i) && b[1-i].fen)) && !(c.hin&(1<<(1-i))) -> handInDisk(1-i) }
  :: d_step { OK(i) && (c.nr||b[1-i].fen) && (b[1-i].up==2 || (RUN(1-i) && b[1-i].fen)) && (c.hin&(1<<(1-i))) && UNSENT(1-i,i) -> t1=LOW(UNSENT(1-i,i)); relog(i,t1); t1=0 }
  od
}

#define HEALTHY(j) (RUN(j) && b[j].nid==c.nid && b[j].ep==c.ep && !b[j].fen && !b[j].conf)
#define MAYCOME(j) (RUN(j) && !b[j].fen && !b[j].conf)     /* a box that may still speak for itself */
#define GETS2 (MAYCOME(0) || MAYCOME(1))
#ifdef F_FRZCONF
#define FRC c.frz
#else
#define FRC 0
#endif
#ifdef NOFRZ
#define FRZ 0
#else
#define FRZ c.frz
#endif
proctype Cloud() {
end: do
  /* ---------------- order X ---------------- */
#ifndef NOX
  :: d_step { !calm && !born && !c.frz -> born=1; c.st=1; if :: !PAYS -> c.off=1; inAdd(OFF) :: else fi }
#endif
  :: d_step { c.st==1 && !c.off && !FRZ -> c.off=1; inAdd(OFF) }
  :: d_step { c.st==1 && !FRZ && !calm -> withdrawX() }                                   /* customer, sweeper, time-out */
  :: d_step { c.st==1 && c.off && !c.acc && !FRZ && calm && !GETS2 -> withdrawX() } /* nobody answers */
  :: d_step { c.st==1 && c.acc && c.pay==0 && p==0 && !FRZ && PAYS -> p=1 }               /* capture at the provider */
  :: d_step { c.st!=0 && p==1 && c.pay!=2 && !FRC -> c.pay=2; NETREF;
       if :: c.st==1 && c.ref==2 -> withdrawX() :: c.st==1 && c.acc && c.ref!=2 -> confirmX() :: c.st==4 && c.ref==0 -> c.ref=1 :: else fi }
  :: d_step { c.st==1 && c.acc && ((c.pay==2 && c.ref!=2) || !PAYS) && !FRC -> confirmX() }
  :: d_step { c.st==1 && c.pay==2 && c.ref==2 && !FRC -> withdrawX() }
  :: d_step { c.st!=0 && p==2 && c.pay==0 && !FRZ -> c.pay=3; if :: c.st==1 -> withdrawX() :: else fi }
  :: d_step { c.st==1 && c.pay==3 && !FRZ -> withdrawX() }
  :: d_step { c.st==4 && c.pay==0 && p==0 && !FRZ && PAYS -> p=2 }                                /* release */
  :: d_step { c.st==3 && c.pay==0 && p==0 && !FRZ && PAYS -> p=1 }                                /* made without a known confirmation: take the money */
  :: d_step { c.ref==1 && !FRZ -> c.ref=2;
#ifdef M_REFKEY
       pref++;
#else
       pref=1;                                                                            /* idempotent: key order:refund, refunds read first */
#endif
       assert(pref<=1) }                                                                  /* P3 */
#ifdef F_ORPH
  :: d_step { c.st==0 && born && !FRZ && PAYS -> c.st=4;
#ifdef F_ORPHCAP
       if :: p==1 && pref==0 -> c.pay=2; c.ref=3; c.exc=c.exc|EX_PRE :: else fi     /* taken: it was accepted and may have been made; a person decides */
#endif
     }                                         /* listing finds an intent nobody remembers */
#endif
#if NDOC > 0
  :: d_step { !calm && ndoc>0 -> ndoc--; c.dv++; c.dc=ndoc+1 }
#endif
  od
}
#define SPARE(j) (b[j].up==0)
#ifdef F_LOOKREVK
#define LOOKREVK LOOKOFF; LOOKCAP
#else
#define LOOKREVK skip
#endif
#ifdef KEEP           /* headquarters ends the open order, or keeps it for the next box */
#define KEPT 1
#else
#define KEPT 0
#endif
inline endX() { cancelX(); if :: c.off -> inAdd(REV) :: else fi }
inline revoke() {
  g_rev=g_rev|(1<<c.nid); c.nid=0; LOOKREVK; unfreeze(); c.nr=1;
#ifdef F_REG
  c.ep=g_ep+1;
#else
  c.ep=c.ep+1;
#endif
  if :: c.ep>g_ep -> g_ep=c.ep :: else fi;
  c.last=0; CLRLG(c);
  if :: KEPT && (c.st==1 || c.st==2) -> skip
     :: c.st==1 || c.st==2 -> endX()
     :: else fi }

proctype HQ() {   /* the named commands of K4 */
end: do
  /* enrol again: a box in CONFLICT or FENCED, when no other box can be the store's */
  :: d_step { RUN(0) && (b[0].conf||b[0].fen) && !HEALTHY(1) && !MAYCOME(1) && g_nid<4 -> enrol(0) }
  :: d_step { RUN(1) && (b[1].conf||b[1].fen) && !HEALTHY(0) && !MAYCOME(0) && !(RUN(0)&&(b[0].conf||b[0].fen)) && g_nid<4 -> enrol(1) }
  /* switch the odd one off: its disk is kept for re-log */
  :: d_step { RUN(0) && b[0].conf && HEALTHY(1) -> b[0].up=2; c.hin=c.hin&2; b[0].conf=0; c.nr=1; unfreeze() }
  :: d_step { RUN(1) && b[1].conf && HEALTHY(0) -> b[1].up=2; c.hin=c.hin&1; b[1].conf=0; c.nr=1; unfreeze() }
  /* replace a dead box */
  :: d_step { b[0].up>1 && SPARE(1) && g_nid<4 -> enrol(1) }
  :: d_step { nrepl>0 && !calm && RUN(0) && SPARE(1) && g_nid<4 -> nrepl--; g_two=1; enrol(1) }
  /* revoke: no box left. HQ decides its open orders; later the disks are salvaged without a box */
  :: d_step { c.nid!=0 && b[0].up!=1 && b[1].up>1 -> revoke() }
#if NREVK > 0
  :: d_step { nrevk>0 && !calm && c.nid!=0 -> nrevk--; if :: RUN(0) || RUN(1) -> g_two=1 :: else fi; revoke() }
#endif
#ifdef KEEP
  :: d_step { c.nid==0 && b[0].up!=1 && b[1].up>1 && (c.st==1 || c.st==2) -> endX() }   /* kept, and no box comes any more */
#endif
  :: d_step { c.nid==0 && b[0].up==2 && !(c.hin&1) -> handInDisk(0) }
  :: d_step { c.nid==0 && b[1].up==2 && !(c.hin&2) -> handInDisk(1) }
  :: d_step { c.nid==0 && b[0].up==2 && (c.hin&1) && (b[0].has & ~c.facts) -> t1=LOW((b[0].has & ~c.facts)); applyEv(t1); t1=0 }
  :: d_step { c.nid==0 && b[1].up==2 && (c.hin&2) && (b[1].has & ~c.facts) -> t1=LOW((b[1].has & ~c.facts)); applyEv(t1); t1=0 }
  od
}
proctype Faults() {
end: do
  :: d_step { !calm && nsnap>0 -> nsnap--; snv=1; cpC(s,c) }
  :: d_step { !calm && nset>0 && snv -> nset--; g_hist++; cpC(c,s);
#ifdef F_START
       c.frz=1; mok=0;
#endif
#ifdef F_JUMP
       c.nr=1;                    /* HQ: what was done since the last commit here is to be repeated: disks put aside, revocations */
#endif
       mrd=1
     }
  :: d_step { !calm && nclone>0 && RUN(0) && SPARE(1) -> nclone--;
#ifndef STRONGC
       g_two=1;
#endif
       cpB(b[1],b[0]); g_boot++; b[1].boot=g_boot }
#if NREST > 0
  :: d_step { !calm && !bkv -> bkv=1; cpB(bk,b[0]) }
  :: d_step { !calm && bkv && nrest>0 && b[0].up!=0 -> nrest--; cpB(b[0],bk); g_boot++; b[0].boot=g_boot; b[0].mark=1; b[0].up=1;
#ifdef F_MARKX
       if :: b[0].x==2 -> b[0].x=5 :: else fi
#endif
     }
#endif
  :: d_step { !calm && ndie>0 && RUN(0) -> ndie--; b[0].up=2; b[0].on=0 }                                   /* disk kept */
  :: d_step { !calm && ndie>0 && RUN(0) -> ndie--; b[0].up=3; b[0].on=0; b[0].has=0 }                       /* disk lost */
  :: d_step { !calm && ndie>0 && RUN(1) -> ndie--; b[1].up=2; b[1].on=0 }
  :: d_step { !calm && ndie>0 && RUN(1) -> ndie--; b[1].up=3; b[1].on=0; b[1].has=0 }
  :: d_step { !calm -> calm=1 }
  od
}
#define EXM (EX_WD|EX_TW|EX_DEC|EX_PRE|EX_LOOK)
#define ENDED(i) (RUN(i) -> (b[i].fen || OK(i)) : 1)
#define QUIET(i) (OK(i) -> (c.last==b[i].ln && b[i].inl==c.inl && b[i].dv==c.dv && b[i].dc==c.dc && b[i].gen==c.gen) : 1)
proctype Monitor() {
end: timeout;
  d_step {
    fin=1;
    assert(ENDED(0) && ENDED(1));                                        /* K4: CONTINUE, FENCED, or handled by a named command */
    assert(OK(0) || OK(1) || c.nid==0);                                  /* K4: the store works again or was given up */
    assert(!(OK(0) && OK(1)));                                           /* one box */
    assert(QUIET(0) && QUIET(1));                                        /* K2 books, I4 documents */
    assert(!c.frz);                                                      /* J3 ends */
    assert(b[0].up==3 || b[0].up==0 || (b[0].has & ~c.facts)==0);        /* J4, U8: every fact on a disk is in the cloud */
    assert(b[1].up==3 || b[1].up==0 || (b[1].has & ~c.facts)==0);
    assert(!born || c.st==3 || c.st==4 || (!PAYS && c.st==0 && g_hist>0));   /* X ends; paid at the counter and on no disk: J5 alone tells of it */
    assert(c.st!=3 || !c.can);                                           /* what was cancelled stays so, and what the store made of it is named */
    assert(!PAYS || c.st!=3 || (p==1 && pref==0) || (c.exc & EXM));      /* made and paid */
    assert(!PAYS || c.st!=4 || !born || p==2 || (p==1 && pref==1) || (c.ref==3 && (c.exc&EX_PRE)));               /* P2: no capture, no hold kept for a cancelled order */
    assert(c.st!=4 || g_phys==0 || (c.exc & EXM));                       /* I6, weak: named */
#ifdef STRONG6
    assert(c.st!=4 || g_phys==0 || g_two);                               /* I6, strong */
#endif
    assert(g_phys<=1 || (c.exc & EXM));                                  /* K1, weak: named */
    assert(!OK(0) || ((b[0].x==3)==(c.st==3)) || (c.exc & EXM));         /* K2: same picture of X */
    assert(!OK(1) || ((b[1].x==3)==(c.st==3)) || (c.exc & EXM));
  }
}
init { atomic {
  c.ep=1; c.nid=1; c.gen=1; c.tok=8; c.jby=0; g_ep=1; g_nid=1;
  b[0].up=1; b[0].ep=1; b[0].nid=1; b[0].gen=1; b[0].tok=8;
  run Box(0); run Box(1); run Cloud(); run HQ(); run Faults(); run Monitor() } }
#ifdef LIVE
ltl calmends { !(<>[] (calm && !fin)) }
#endif
