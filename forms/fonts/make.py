"""Makes the font files beside this script; README.md says where the sources come from."""
import bz2,glob,subprocess,os
from fontTools.ttLib import TTFont
def cmap(f): return set(TTFont(f).getBestCmap())
g=lambda p: glob.glob(p)[0]
sc=g("*noto-sans-sc*/package/400Regular/*.ttf"); scb=g("*noto-sans-sc*/package/700Bold/*.ttf"); ser=g("*noto-serif-sc*/package/400Regular/*.ttf")
sym=g("*symbols-2*/package/400Regular/*.ttf"); math=g("expo-math/package/400Regular/*.ttf")
tgh=set()
for l in bz2.open("ud/usr/share/unicode/Unihan_OtherMappings.txt.bz2","rt"):
    if "\tkTGH\t" in l: tgh.add(int(l.split("\t")[0][2:],16))
gb=set()
for a in range(0xa1,0xf8):
    for b in range(0xa1,0xff):
        try: gb.add(ord(bytes([a,b]).decode("gb2312")))
        except Exception: pass
csc=cmap(sc)
nonhan={c for c in csc if not(0x3400<=c<=0x9fff or c>=0x20000 or 0xac00<=c<=0xd7ff)}
print(len(tgh),len(gb),"tgh missing in sc",len(tgh-csc))
rare=set()
for p in ("jp","hk","tc"):
    f=g(f"*noto-sans-{p}-0*/package/400Regular/*.ttf"); c=cmap(f)-csc-rare; rare|=c; print(p,len(c),0x20bb7 in c)
cs=cmap(sym); cm=cmap(math)
os.makedirs("out",exist_ok=True)
def sub(src,dst,cps):
    open("u.txt","w").write(" ".join("%X"%c for c in sorted(cps)))
    subprocess.check_call(["pyftsubset",src,"--unicodes-file=u.txt","--output-file=out/"+dst,"--no-hinting","--drop-tables+=vhea,vmtx,VORG","--layout-features-=vert,vrt2,vhal,vpal,vkrn","--name-IDs=*","--notdef-outline","--glyph-names"])
    print(dst,os.path.getsize("out/"+dst))
hang=lambda c:0xac00<=c<=0xd7ff or 0x1100<=c<=0x11ff or 0x3130<=c<=0x318f
std=tgh|gb|{c for c in nonhan if not hang(c)}
sub(sc,"NotoSansSC-Regular.ttf",csc)
sub(scb,"NotoSansSC-Bold.ttf",std)
sub(ser,"NotoSerifSC-Regular.ttf",std)
sub(sym,"NotoSansSymbols2-Regular.ttf",{c for c in cs-csc if 0x2300<=c<=0x2bff})
sub(math,"NotoSansMath-Regular.ttf",{c for c in cm-csc-cs if 0x2190<=c<=0x23ff or 0x27c0<=c<=0x27ef or 0x2a00<=c<=0x2aff})
c0=csc
for p in ("JP","HK"):
    f=g(f"*noto-sans-{p.lower()}-0*/package/400Regular/*.ttf"); c=cmap(f)-c0; c0|=c; sub(f,f"NotoSans{p}-Rare.ttf",c)
