"""A reader that is stopped (SIGSTOP) at any instant never hangs a run: --reader-seconds holds, the file is named, the rest is read."""
import os, random, signal, subprocess, sys, tempfile, time, pathlib
B=sys.argv[1]; N=int(sys.argv[2]) if len(sys.argv)>2 else 20
src=sys.argv[3]
rng=random.Random(7)
def children(pid):
    out=[]
    for p in os.listdir('/proc'):
        if p.isdigit():
            try:
                s=open(f'/proc/{p}/stat').read(); r=s[s.rindex(')')+2:].split()
                if int(r[1])==pid: out.append(int(p)); out+=children(int(p))
            except (OSError,ValueError): pass
    return out
bad=0
for n in range(N):
    with tempfile.TemporaryDirectory() as t:
        env=dict(os.environ,XUNZHANG_INDEX=t+'/ix',XDG_CONFIG_HOME=t+'/c',XDG_DATA_HOME=t+'/d',XDG_CACHE_HOME=t+'/k',LANG='C.UTF-8')
        begun=time.time()
        p=subprocess.Popen([B,'index',src,'--reader-seconds','5'],env=env,stdout=subprocess.PIPE,stderr=subprocess.PIPE,text=True)
        stopped=[]
        wait=rng.random()*2.5
        while time.time()-begun<wait and p.poll() is None: time.sleep(.005)
        for c in children(p.pid):
            try: os.kill(c,signal.SIGSTOP); stopped.append(c)
            except OSError: pass
        try: out,err=p.communicate(timeout=90)
        except subprocess.TimeoutExpired:
            print(n,'HANGS, stopped',stopped); bad+=1
            for c in stopped:
                try: os.kill(c,signal.SIGKILL)
                except OSError: pass
            p.kill(); continue
        left=[c for c in stopped if os.path.exists(f'/proc/{c}')]
        ok=p.returncode in (0,1) and not left
        v=subprocess.run([B,'verify'],env=env,capture_output=True,text=True)
        if not ok or v.returncode: bad+=1
        print(n,'%.1f s'%(time.time()-begun),'stopped',len(stopped),'rc',p.returncode,'left',left,'verify',v.returncode,err.strip().splitlines()[-2:] if not ok or n<3 else '')
print('bad',bad)
sys.exit(bad>0)
