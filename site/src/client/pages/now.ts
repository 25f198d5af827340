/** The script of Now; the view for a wall comes when it is asked for. */

import '../main.ts';
import '../now.ts';

if (new URLSearchParams(location.search).has('wall')) void import('../wall.ts');
