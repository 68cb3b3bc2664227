autocmd BufRead,BufNewFile *.nfs setfiletype nfsh
autocmd BufRead * if getline(1) =~# '^#!.*\<nfsh\>' | setfiletype nfsh | endif
