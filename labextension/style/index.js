import './base.css';
import './unstored.css';
